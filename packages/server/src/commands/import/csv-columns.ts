import { fields, ignored, isField } from "./row.ts";
import { UnreadableFile } from "./unreadable.ts";

/**
 * What the columns of a CSV file hold, by its header: a field of a user, or
 * `undefined` for what is not imported.
 *
 * @throws UnreadableFile where a column is missing, unknown or there twice.
 */
export function csvColumns(
  header: readonly string[],
  ignoreUnknown: boolean,
): (string | undefined)[] {
  const [only = ""] = header.length === 1 ? header : [];
  if (/[;\t|]/.test(only)) {
    throw new UnreadableFile(`has other separators than commas in its header, ${shown(only)}`);
  }
  const columns = header.map((title) => fieldOf(title.trim(), ignoreUnknown));
  for (const field of ["email", "name"]) {
    if (columns.includes(field)) continue;
    throw new UnreadableFile(`has no column ${field} in its header, ${shown(header.join())}`);
  }
  const twice = columns.find((field, i) => field !== undefined && columns.indexOf(field) < i);
  if (twice !== undefined) throw new UnreadableFile(`has two columns for ${twice}`);
  return columns;
}

function fieldOf(title: string, ignoreUnknown: boolean): string | undefined {
  const name = isField(title) || ignored.has(title) ? title : title.toLowerCase();
  if (isField(name)) return fields[name];
  if (ignored.has(name) || ignoreUnknown) return undefined;
  throw new UnreadableFile(
    `has a column ${shown(title)}, which no user has; --ignore-unknown leaves it out`,
  );
}

function shown(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

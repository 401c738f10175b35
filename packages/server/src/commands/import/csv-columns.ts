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
  // Not quoted: what stands there may be somebody's password.
  if (!header.some((title) => isKnown(nameOf(title)))) {
    throw new UnreadableFile(
      "has no header: its first row must name the columns, as in email,name",
    );
  }
  const columns = header.map((title) => fieldOf(title, ignoreUnknown));
  for (const field of ["email", "name"]) {
    if (columns.includes(field)) continue;
    throw new UnreadableFile(`has no column ${field} in its header, ${shown(header.join())}`);
  }
  const twice = columns.find((field, i) => field !== undefined && columns.indexOf(field) < i);
  if (twice !== undefined) throw new UnreadableFile(`has two columns for ${twice}`);
  return columns;
}

function fieldOf(title: string, ignoreUnknown: boolean): string | undefined {
  const name = nameOf(title);
  if (isField(name)) return fields[name];
  if (isKnown(name) || ignoreUnknown) return undefined;
  throw new UnreadableFile(
    `has a column ${shown(title.trim())}, which no user has; --ignore-unknown leaves it out`,
  );
}

/** The name that a title is meant to be, in whatever case. */
function nameOf(title: string): string {
  const name = title.trim();
  return isKnown(name) ? name : name.toLowerCase();
}

function isKnown(name: string): boolean {
  return isField(name) || ignored.has(name);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

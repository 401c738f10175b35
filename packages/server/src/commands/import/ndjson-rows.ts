import { type BadRow, fields, type ImportRow, ignored, isField, rowOf } from "./row.ts";

/** Of a line, in UTF-16 code units; no user is as long. */
const longestLine = 65_536;

/** The users of JSON lines, as many at a time as end in a piece of the text; empty lines are none. */
export async function* ndjsonRows(
  text: AsyncIterable<string>,
  ignoreUnknown: boolean,
): AsyncGenerator<(ImportRow | BadRow)[], void> {
  let row = 0;
  const read = (line: string): (ImportRow | BadRow)[] => {
    row += 1;
    if (line.length > longestLine) {
      return [{ row, fault: `The line is longer than ${longestLine} characters` }];
    }
    return line.trim() === "" ? [] : [parseRow(row, line, ignoreUnknown)];
  };
  let rest = "";
  for await (const piece of text) {
    const lines = piece.split("\n");
    lines[0] = rest + lines[0];
    // Of a line that is too long no more is kept than shows it.
    rest = (lines.pop() ?? "").slice(0, longestLine + 1);
    yield lines.flatMap(read);
  }
  yield read(rest);
}

function parseRow(row: number, line: string, ignoreUnknown: boolean): ImportRow | BadRow {
  const value = parsed(line);
  if (value === undefined) return { row, fault: "The line is not JSON" };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { row, fault: "The line is no JSON object" };
  }
  const texts = new Map<string, string>();
  for (const [name, content] of Object.entries(value)) {
    if (isField(name)) {
      // As in protobuf's JSON, where null is no value.
      if (content === null) continue;
      const isText = typeof content === (fields[name] === "isActive" ? "boolean" : "string");
      if (!isText) return { row, fault: `${name} is of the wrong type` };
      if (texts.has(fields[name])) return { row, fault: `${name} is there twice` };
      texts.set(fields[name], String(content));
    } else if (!ignored.has(name) && !ignoreUnknown) {
      return { row, fault: `No user has a field ${JSON.stringify(name.slice(0, 64))}` };
    }
  }
  return rowOf(row, texts);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // What it throws quotes the line.
    return undefined;
  }
}

import { type CsvError, type Parser, parse } from "csv-parse";
import { csvColumns } from "./csv-columns.ts";
import { type BadRow, type ImportRow, rowOf } from "./row.ts";
import { UnreadableFile } from "./unreadable.ts";

/** A row as the parser has it: its cells, or why it left it out. */
type Parsed =
  | { readonly row: number; readonly cells: readonly string[] }
  // `isLast`: where the next row begins can't be told.
  | (BadRow & { readonly isLast: boolean });

/** Of a row, in bytes; no user is as long. A quote without an end is found by it. */
const longestRow = 65_536;

/**
 * The users of a CSV file as RFC 4180 has it: commas, quotes, a header. As many
 * at a time as a piece of the text has.
 *
 * @throws UnreadableFile for a header that names no users, and for quotes without end.
 */
export async function* csvRows(
  text: AsyncIterable<string>,
  ignoreUnknown: boolean,
): AsyncGenerator<(ImportRow | BadRow)[], void> {
  let columns: readonly (string | undefined)[] | undefined;
  for await (const parsed of parsedRows(text)) {
    const [header] = columns === undefined ? parsed.splice(0, 1) : [];
    if (header !== undefined) {
      if ("fault" in header) throw new UnreadableFile("has a header with a quote at fault");
      columns = csvColumns(header.cells, ignoreUnknown);
    }
    const all = columns ?? [];
    const end = parsed.findIndex((each) => "isLast" in each && each.isLast);
    const readable = end === -1 ? parsed : parsed.slice(0, end);
    yield readable.map((each) => ("fault" in each ? each : rowOfCells(each.row, each.cells, all)));
    if (end === -1) continue;
    const row = parsed[end]?.row;
    throw new UnreadableFile(
      `can't be read from row ${row} on: a quote has no end there, or the row is too long`,
    );
  }
  if (columns === undefined) {
    throw new UnreadableFile("is empty: its first row must name the columns, as in email,name");
  }
}

function rowOfCells(
  row: number,
  cells: readonly string[],
  columns: readonly (string | undefined)[],
): ImportRow | BadRow {
  if (cells.length !== columns.length) {
    const fault = `The row has ${cells.length} columns where the header has ${columns.length}`;
    return { row, fault };
  }
  const texts = new Map<string, string>();
  for (const [i, field] of columns.entries()) {
    if (field !== undefined) texts.set(field, cells[i] ?? "");
  }
  return rowOf(row, texts);
}

/** The rows that end in each piece of the text. */
async function* parsedRows(text: AsyncIterable<string>): AsyncGenerator<Parsed[], void> {
  let count = 0;
  const rows: Parsed[] = [];
  const nextRow = () => {
    count += 1;
    // A spreadsheet counts the empty ones.
    return count + parser.info.empty_lines;
  };
  const parser = parse({
    // Rows of other lengths are told of one by one, by who knows the header.
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRow,
    on_record(cells) {
      rows.push({ row: nextRow(), cells });
      // Taken from here, all at a time: as a stream of rows they cost more than their parsing.
      return null;
    },
    on_skip(error) {
      const row = nextRow();
      rows.push({ row, fault: "The row has a quote where none may be", isLast: endsAll(error) });
      return undefined;
    },
  });
  for await (const piece of text) {
    await written(parser, piece);
    yield rows.splice(0);
  }
  await ended(parser);
  yield rows.splice(0);
}

function endsAll(error: CsvError | undefined): boolean {
  return error?.code === "CSV_QUOTE_NOT_CLOSED" || error?.code === "CSV_MAX_RECORD_SIZE";
}

function written(parser: Parser, piece: string): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

function ended(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.once("error", reject).once("end", resolve).resume().end();
  });
}

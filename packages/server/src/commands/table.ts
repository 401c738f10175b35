import { fit, visible, widthOf } from "./terminal-text.ts";

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Default: `left`. */
  readonly align?: "left" | "right";
  /** Cut where the terminal is too narrow. Default: never. */
  readonly isElastic?: boolean;
}

/** A table that is printed as its rows come. */
export interface Table {
  /** The lines of further rows; before the first, of the titles. */
  rows(rows: readonly (readonly string[])[]): string;
}

const gap = "  ";
const narrowest = 8;

/**
 * Makes a table. Its first rows say how wide its columns are, so that a list
 * without end needs no memory.
 *
 * @param width of the terminal; `Infinity` for no limit, where nothing is cut.
 */
export function createTable(columns: readonly Column[], width: number): Table {
  let widths: readonly number[] | undefined;
  return {
    rows(rows) {
      const cells = rows.map((row) => row.map(visible));
      const head = widths === undefined ? [columns.map(({ title }) => title)] : [];
      const lines = [...head, ...cells];
      widths ??= shrink(columns, widest(columns, lines), width);
      const all = widths;
      return lines.map((line) => `${lineOf(columns, all, line, width)}\n`).join("");
    },
  };
}

function lineOf(
  columns: readonly Column[],
  widths: readonly number[],
  cells: readonly string[],
  width: number,
): string {
  return columns
    .map(({ align }, i) => {
      const cell = cells[i] ?? "";
      const room = widths[i] ?? 0;
      return fit(
        cell,
        width === Number.POSITIVE_INFINITY ? Math.max(room, widthOf(cell)) : room,
        align,
      );
    })
    .join(gap)
    .trimEnd();
}

function widest(columns: readonly Column[], lines: readonly (readonly string[])[]): number[] {
  return columns.map((_, i) =>
    lines.reduce((most, cells) => Math.max(most, widthOf(cells[i] ?? "")), 0),
  );
}

/** Takes what is too much from the widest elastic column, again and again. */
function shrink(columns: readonly Column[], widths: readonly number[], width: number): number[] {
  const shrunk = [...widths];
  const total = () => shrunk.reduce((sum, each) => sum + each, gap.length * (columns.length - 1));
  while (total() > width) {
    const elastic = shrunk.map((each, i) => (columns[i]?.isElastic ? each : 0));
    const most = Math.max(...elastic);
    if (most <= narrowest) break;
    shrunk[elastic.indexOf(most)] = most - 1;
  }
  return shrunk;
}

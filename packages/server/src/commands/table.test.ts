import fc from "fast-check";
import { expect, it } from "vitest";
import { createTable } from "./table.ts";
import { fit, visible, visibleJson, widthOf } from "./terminal-text.ts";

const columns = [
  { title: "ID", align: "right" },
  { title: "NAME", isElastic: true },
  { title: "AGE" },
] as const;

it("lines columns up, also of wide characters, emoji and combining marks", () => {
  const table = createTable(columns, 80);
  const rows = [
    ["1", "李小龍", "x"],
    ["200", "👩‍👩‍👧 e\u0301", "y"],
  ];
  expect(table.rows(rows)).toBe(
    [" ID  NAME    AGE", "  1  李小龍  x", "200  👩‍👩‍👧 e\u0301    y", ""].join("\n"),
  );
  expect(table.rows([["3", "Ada", "z"]])).toBe("  3  Ada     z\n");
});

it("is no wider than the terminal, as far as what may be cut allows", () => {
  const table = createTable(columns, 25);
  const lines = table.rows([["1", "李小龍".repeat(5), "x"]]).split("\n");
  // A wide character that would stick out by half leaves a column empty.
  expect(lines[1]).toBe(" 1  李小龍李小龍李…   x");
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(25);
});

it("cuts nothing where there is no terminal", () => {
  const table = createTable(columns, Number.POSITIVE_INFINITY);
  table.rows([["1", "Ada", "x"]]);
  const long = "x".repeat(500);
  expect(table.rows([["2", long, "y"]])).toBe(` 2  ${long}  y\n`);
});

/** Any text, with more controls in it than are common; `unit: "binary"` takes a second to make. */
const anyText = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0x10ffff }))
    .map((code) => String.fromCodePoint(code)),
});

/** What a terminal would obey, or what turns the text around it. */
const obeyed = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/u;

it("lets nothing through that a terminal would obey", () => {
  expect(visible("\u001b[31mred\u009b2J\u202eevil")).toBe("\\u{1b}[31mred\\u{9b}2J\\u{202e}evil");
  fc.assert(
    fc.property(anyText, (any) => {
      expect(visible(any)).not.toMatch(obeyed);
      const table = createTable(columns, 40);
      const line = table.rows([[any, any, any]]).split("\n")[1] ?? "";
      expect(line).not.toMatch(obeyed);
    }),
  );
});

it("gives JSON that a terminal may be given and that says the same", () => {
  expect(visibleJson('"\u009b\u007f\u{e0001}"')).toBe('"\\u009b\\u007f\\udb40\\udc01"');
  fc.assert(
    fc.property(anyText, (any) => {
      const json = visibleJson(JSON.stringify(any));
      expect(json).not.toMatch(obeyed);
      expect(JSON.parse(json)).toBe(any);
    }),
  );
});

it("fits a text into exactly so many columns", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (any, width) => {
      expect(widthOf(fit(visible(any), width))).toBe(width);
    }),
  );
});

import { rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { UserSchema } from "@org/user-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../server-process.fixture.ts";
import { csvFormat, ndjsonFormat } from "../export/user-records.ts";
import { csvRows } from "./csv-rows.ts";
import { type FileFormat, openRows } from "./read-rows.ts";
import type { BadRow, ImportRow } from "./row.ts";

/** What a file has: its rows, the faults among them, and why it could not be read to its end. */
interface Reading {
  readonly rows: readonly (ImportRow | BadRow)[];
  readonly stop: string | undefined;
}

async function read(
  name: string,
  content: string | Buffer | undefined,
  options: { readonly format?: FileFormat; readonly ignoreUnknown?: boolean } = {},
): Promise<Reading> {
  using folder = temporaryFolder();
  const path = join(folder.path, name);
  if (content !== undefined) writeFileSync(path, content);
  const rows: (ImportRow | BadRow)[] = [];
  const told = (error: unknown) =>
    (error instanceof Error ? error.message : `${error}`).replace(`${folder.path}/`, "");
  try {
    const { format, ignoreUnknown = false } = options;
    using source = openRows(path, { format, ignoreUnknown });
    for await (const some of source.rows) rows.push(...some);
  } catch (error) {
    return { rows, stop: told(error) };
  }
  return { rows, stop: undefined };
}

function user(row: number, email: string, name: string, more: Partial<ImportRow> = {}): ImportRow {
  return { row, email, name, password: "", passwordHash: "", isActive: true, ...more };
}

const ada = user(2, "ada@example.com", "Ada");
const bob = user(3, "bob@example.com", "Bob");

describe("a CSV file", () => {
  it("is read as RFC 4180 has it: quotes, newlines in them, either end of lines", async () => {
    for (const end of ["\n", "\r\n"]) {
      const text = ["email,name", 'ada@example.com,"A, ""x""\nda"', "bob@example.com,Bob", ""];
      const { rows, stop } = await read("users.csv", text.join(end));
      expect({ rows, stop }).toEqual({
        rows: [{ ...ada, name: 'A, "x"\nda' }, bob],
        stop: undefined,
      });
    }
  });

  it("may have its columns in any order and case, and what the store gives to each user", async () => {
    const text =
      "\ufeffName,IS_ACTIVE,id,created_at,email,password\nAda,false,9,1,ada@example.com,pw\n";
    expect(await read("users.CSV", text)).toEqual({
      rows: [{ ...ada, isActive: false, password: "pw" }],
      stop: undefined,
    });
  });

  it("has each row that can't be read told of by its number, and the others are read", async () => {
    const text = 'email,name\nx\nbob@example.com,Bob\n\nc"d,e\nf,g,h\ni@example.com,I\n';
    const { rows } = await read("users.csv", text);
    expect(rows).toEqual([
      { row: 2, fault: "The row has 1 columns where the header has 2" },
      bob,
      // A spreadsheet counts the empty one too.
      { row: 5, fault: "The row has a quote where none may be", isLast: false },
      { row: 6, fault: "The row has 3 columns where the header has 2" },
      user(7, "i@example.com", "I"),
    ]);
  });

  it("is read as far as a quote that has no end, also if the rest is large", async () => {
    for (const rest of ["", "x,y\n".repeat(100_000)]) {
      const text = `email,name\nada@example.com,Ada\nbob@example.com,"Bob\n${rest}`;
      expect(await read("users.csv", text)).toEqual({
        rows: [ada],
        stop: "users.csv can't be read from row 3 on: a quote has no end there, or the row is too long",
      });
    }
  });

  it("with such a quote is read no further than a row may be long", async () => {
    let pieces = 0;
    async function* endless() {
      yield 'email,name\n"';
      for (; pieces < 10_000; pieces += 1) yield "x".repeat(1_024);
    }
    const reading = async () => {
      for await (const rows of csvRows(endless(), false)) expect(rows).toEqual([]);
    };
    await expect(reading()).rejects.toThrow(/from row 2 on/);
    expect(pieces).toBeLessThan(100);
  });

  it.each([
    ["", "is empty: its first row must name the columns, as in email,name"],
    ["email\n", 'has no column name in its header, "email"'],
    ["email;name\n", 'has other separators than commas in its header, "email;name"'],
    ["email,name,dept\n", 'has a column "dept", which no user has; --ignore-unknown leaves it out'],
    ["email,name,Email\n", "has two columns for email"],
    [
      "ada@example.com,Ada,secret\n",
      "has no header: its first row must name the columns, as in email,name",
    ],
    ['em"ail,name\n', "has a header with a quote at fault"],
  ])("with the header %j is refused", async (header, fault) => {
    const text = header === "" ? "" : `${header}a,b,c\n`;
    expect(await read("users.csv", text)).toEqual({ rows: [], stop: `users.csv ${fault}` });
  });

  it("may have columns that no user has, if so wished", async () => {
    const text = "email,dept,name\nada@example.com,X,Ada\n";
    expect(await read("users.csv", text, { ignoreUnknown: true })).toMatchObject({ rows: [ada] });
  });
});

describe("an NDJSON file", () => {
  it("is read line by line, in either spelling of fields", async () => {
    const text = [
      '\ufeff{"email":"ada@example.com","name":"Ada","isActive":false,"id":7}\r',
      "",
      '{"email":"bob@example.com","name":"Bob","is_active":true,"password_hash":"$2b$x"}',
    ];
    expect(await read("users.ndjson", text.join("\n"))).toEqual({
      rows: [
        { ...ada, row: 1, isActive: false },
        { ...bob, passwordHash: "$2b$x" },
      ],
      stop: undefined,
    });
  });

  it("has each line that can't be read told of, without a word of what it holds", async () => {
    const lines = [
      '{"password":"hunter2hunter2", oops}',
      "[]",
      '{"email":7}',
      '{"email":"a","dept":"x"}',
      '{"isActive":true,"is_active":true}',
      `"${"x".repeat(100_000)}"`,
      '{"email":"bob@example.com","name":"Bob"}',
    ];
    const { rows, stop } = await read("users.jsonl", lines.join("\n"));
    expect(stop).toBeUndefined();
    expect(rows).toEqual([
      { row: 1, fault: "The line is not JSON" },
      { row: 2, fault: "The line is no JSON object" },
      { row: 3, fault: "email is of the wrong type" },
      { row: 4, fault: 'No user has a field "dept"' },
      { row: 5, fault: "is_active is there twice" },
      { row: 6, fault: "The line is longer than 65536 characters" },
      { ...bob, row: 7 },
    ]);
  });

  it("may have null for what a user does not have", async () => {
    const text = '{"email":"bob@example.com","name":"Bob","passwordHash":null,"isActive":null}';
    const twice = '{"email":null,"name":"Bob","password_hash":null,"passwordHash":"$2b$x"}';
    expect(await read("users.ndjson", `${text}\n${twice}`)).toEqual({
      rows: [
        { ...bob, row: 1 },
        { ...bob, row: 2, email: "", passwordHash: "$2b$x" },
      ],
      stop: undefined,
    });
  });

  it("that is empty has no users", async () => {
    expect(await read("users.ndjson", "")).toEqual({ rows: [], stop: undefined });
  });
});

describe("what is no file of users", () => {
  it("is told of in one line", async () => {
    expect((await read("users.csv", undefined)).stop).toBe("users.csv does not exist");
    expect((await read(".", undefined, { format: "csv" })).stop).toMatch(/ is a directory$/);
    expect((await read("users.txt", "")).stop).toMatch(
      /^--format must say whether .* csv or ndjson$/,
    );
    const latin1 = Buffer.from("email,name\na@example.com,Caf\u00e9\n", "latin1");
    expect((await read("users.csv", latin1)).stop).toMatch(/^users.csv is not UTF-8; .*iconv/);
    const cut = Buffer.from("email,name\na@example.com,Caf\u00e9").subarray(0, -1);
    expect((await read("users.csv", cut)).stop).toMatch(/^users.csv is not UTF-8 after byte \d+;/);
    const utf16 = Buffer.from("\ufeffemail,name\n", "utf16le");
    expect((await read("users.csv", utf16)).stop).toMatch(/^users.csv is UTF-16/);
  });
});

it("that can't be opened is told of when it is read, however late that is", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "users.csv");
  writeFileSync(path, "email,name\n");
  using source = openRows(path, { format: undefined, ignoreUnknown: false });
  rmSync(path);
  // Until then it has failed, with nobody to tell.
  for (let times = 0; times < 10; times += 1) await readFile(path).catch(() => {});
  await expect(source.rows[Symbol.asyncIterator]().next()).rejects.toThrow("does not exist");
});

describe("an export", () => {
  const users = fc.array(
    fc
      .record({
        email: fc.string({ unit: "grapheme" }),
        name: fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "=", " ", "é", "𝒳", "a") }),
        isActive: fc.boolean(),
      })
      .map((fields) => create(UserSchema, { ...fields, id: 7, revision: 3n })),
    { maxLength: 20 },
  );

  it.each([
    ["users.csv", csvFormat(false)],
    ["users.ndjson", ndjsonFormat],
  ])("to %s is imported as it was", async (name, { head, encode }) => {
    await fc.assert(
      fc.asyncProperty(users, async (all) => {
        const { rows, stop } = await read(name, head + encode(all));
        expect(stop).toBeUndefined();
        expect(rows).toMatchObject(
          all.map(({ email, name, isActive }) => ({ email, name, isActive })),
        );
      }),
      { numRuns: 25 },
    );
  });
});

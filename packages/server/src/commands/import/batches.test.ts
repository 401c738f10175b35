import { create, toBinary } from "@bufbuild/protobuf";
import { CreateUserRequestSchema } from "@org/user-core";
import { expect, it } from "vitest";
import { type Batch, batchesOf } from "./batches.ts";
import { requestIdOf } from "./request-id.ts";
import type { BadRow, ImportRow } from "./row.ts";

function rowsOf(count: number, fields: Partial<ImportRow>): ImportRow[] {
  const empty = { email: "", name: "", password: "", passwordHash: "", isActive: true };
  return Array.from({ length: count }, (_, i) => ({ ...empty, ...fields, row: i + 1 }));
}

async function batches(...rows: readonly (ImportRow | BadRow)[]): Promise<Batch[]> {
  async function* pieces() {
    yield rows;
  }
  const all: Batch[] = [];
  for await (const batch of batchesOf(pieces())) all.push(batch);
  return all;
}

/** What a batch takes on the wire: before each message stand five bytes. */
function bytesOf({ rows }: Batch): number {
  const messages = rows.map((row) => {
    const { email, name, password, passwordHash } = row;
    const request = { email, name, password, passwordHash, requestId: requestIdOf(row) };
    return toBinary(CreateUserRequestSchema, create(CreateUserRequestSchema, request)).length + 5;
  });
  return messages.reduce((sum, length) => sum + length, 0);
}

it.each(["a", "é", "語", "🚀"])(
  "no batch is of more than 1 MiB, with rows of %s",
  async (letter) => {
    for (const [count, length] of [
      [1_500, 600],
      [100, 20_000],
    ] as const) {
      const text = letter.repeat(length / letter.length);
      const rows = rowsOf(count, {
        email: `x@${text}`,
        name: `y${text}`,
        passwordHash: `z${text}`,
      });
      const all = await batches(...rows);
      expect(all.flatMap((batch) => batch.rows)).toEqual(rows);
      for (const batch of all) expect(bytesOf(batch)).toBeLessThanOrEqual(1_048_576);
    }
  },
);

it("a thousand users with long emails, names and hashes are one batch", async () => {
  const long = {
    email: `${"e".repeat(64)}@${"d".repeat(185)}.com`,
    name: "n".repeat(200),
    passwordHash: "h".repeat(97),
  };
  const sizes = (await batches(...rowsOf(2_001, long))).map(({ rows }) => rows.length);
  expect(sizes).toEqual([1_000, 1_000, 1]);
});

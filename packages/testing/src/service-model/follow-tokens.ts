import fc from "fast-check";
import { expect } from "vitest";
import { command, type ModelCommand, runIfPossible, type ServiceUnderTest } from "./command.ts";
import { comparePage } from "./list-users.ts";
import type { Model, ModelToken } from "./model.ts";

/** ListUsers from the first page to the last by tokens, with writes in between. */
export function followTokens(writes: fc.Arbitrary<ModelCommand>): fc.Arbitrary<ModelCommand> {
  return fc
    .record({ pageSize: fc.constantFrom(1, 2), between: fc.array(writes, { maxLength: 4 }) })
    .map(({ pageSize, between }) =>
      command({
        name: "FollowTokens",
        arguments: { pageSize, between: between.map(String) },
        run: (model, service) => compareAllPages(model, service, { pageSize, between }),
      }),
    );
}

interface Following {
  readonly pageSize: number;
  /** Done one by one, each after a page. */
  readonly between?: readonly ModelCommand[];
}

/** Lists all pages in both, and compares: all who are there throughout are seen, nobody twice. */
export async function compareAllPages(
  model: Model,
  service: ServiceUnderTest,
  { pageSize, between = [] }: Following,
): Promise<void> {
  const throughout = new Set(model.users.keys());
  const writes = between.values();
  const seen: number[] = [];
  let after: ModelToken | undefined;
  do {
    const { listed, next } = await comparePage(model, service, { pageSize, after });
    seen.push(...listed.map(({ id }) => id));
    after = next;
    await runIfPossible(writes.next().value, model, service);
    for (const id of throughout) if (!model.users.has(id)) throughout.delete(id);
  } while (after !== undefined);
  expect(new Set(seen).size, `nobody twice: ${seen}`).toBe(seen.length);
  expect([...throughout].filter((id) => !seen.includes(id))).toEqual([]);
}

import type { ListUsersRequest } from "@org/user-core";
import fc from "fast-check";
import { expect } from "vitest";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { invalidFields } from "./failures.ts";
import type { Model, ModelToken, ModelUser } from "./model.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";

/** ListUsers, by page. */
export function listUsers(): fc.Arbitrary<ModelCommand> {
  const page = fc.constantFrom(1, 2, 3, 2, 0, -1, 2_147_483_647);
  const pageSize = fc.constantFrom(1, 2, 3, 1, 2, 0, 50, 100, 1_000, -1);
  return fc.record({ page, pageSize }).map((args) =>
    command({
      name: "ListUsers",
      arguments: args,
      // Which of its two faults a request is refused for is open.
      check: () => args.page >= 0 || args.pageSize >= 0,
      run: async (model, service) => void (await comparePage(model, service, args)),
    }),
  );
}

interface TokenPage {
  /** Which of the tokens that were given out. */
  readonly index: number;
  readonly pageSize: number;
  readonly fault: "changed" | "with a page" | undefined;
}

/** ListUsers, by any of the tokens that were given out so far. */
export function listUsersOn(): fc.Arbitrary<ModelCommand> {
  return fc
    .record({
      index: fc.nat({ max: 9 }),
      pageSize: fc.constantFrom(1, 2, 3, 0),
      fault: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom("changed" as const, "with a page" as const) },
      ),
    })
    .map((args) =>
      command({
        name: "ListUsersOn",
        arguments: args,
        check: ({ tokens }) => tokens.length > 0,
        run: compareTokenPage,
      }),
    );
}

async function compareTokenPage(
  model: Model,
  service: ServiceUnderTest,
  { index, pageSize, fault }: TokenPage,
): Promise<void> {
  const token = model.tokens[index % model.tokens.length];
  if (token === undefined) return;
  if (fault === undefined) {
    await comparePage(model, service, { pageSize, after: token });
    return;
  }
  const changed = (token.token.startsWith("A") ? "B" : "A") + token.token.slice(1);
  const request =
    fault === "changed"
      ? { pageSize, pageToken: changed }
      : { pageSize, page: 1, pageToken: token.token };
  expectOutcome(await outcomeOf(service.users.listUsers(request)), invalidFields("page_token"));
}

/** Which page: by number, or after a token. */
export interface PageOptions extends Partial<Pick<ListUsersRequest, "page" | "pageSize">> {
  readonly after?: ModelToken | undefined;
}

/** Lists a page in both, and compares. Returns the token of the next and the users of this. */
export async function comparePage(
  model: Model,
  { users }: ServiceUnderTest,
  { page = 0, pageSize = 0, after }: PageOptions,
): Promise<{ readonly listed: readonly ModelUser[]; readonly next: ModelToken | undefined }> {
  const pageToken = after?.token ?? "";
  const actual = await outcomeOf(users.listUsers({ page, pageSize, pageToken }));
  if (page < 0 || pageSize < 0) {
    expectOutcome(actual, invalidFields(page < 0 ? "page" : "page_size"));
    return { listed: [], next: undefined };
  }
  const size = pageSize === 0 ? 50 : Math.min(pageSize, 100);
  const all = [...model.users.values()];
  const following = after
    ? all.filter(({ id }) => id > after.afterId)
    : all.slice((Math.max(page, 1) - 1) * size);
  const listed = following.slice(0, size);
  const hasMore = following.length > size;
  const nextPageToken = hasMore ? expect.stringMatching(/./) : "";
  expectOutcome(actual, { value: { users: listed, total: all.length, hasMore, nextPageToken } });
  const afterId = listed.at(-1)?.id;
  if (!hasMore || afterId === undefined || !("value" in actual)) return { listed, next: undefined };
  const next = { token: actual.value.nextPageToken, afterId };
  model.tokens.push(next);
  return { listed, next };
}

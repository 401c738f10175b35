import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  type ListUsersRequest,
  UserService,
} from "@org/user-core";
import { beforeAll, expect, it } from "vitest";
import { failureOf, streamOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

const count = 120;

/** ListUsers, as in the wire contract. */
export function listUsersContract(factory: ServiceFactory): void {
  const context = useService(factory);
  const list = (request: Partial<Pick<ListUsersRequest, "page" | "pageSize" | "pageToken">>) =>
    context.users.listUsers(request);

  beforeAll(async () => {
    const entries = Array.from({ length: count }, () => ({
      email: context.freshEmail(),
      name: "N",
    }));
    await context.users.batchCreateUsers(streamOf(...entries));
  });

  it.each([
    [0, 50],
    [7, 7],
    [100, 100],
    [1_000, 100],
  ])("takes page size %i as %i", async (pageSize, expected) => {
    const { users, total, hasMore, nextPageToken } = await list({ pageSize });
    expect(users).toHaveLength(expected);
    expect({ total, hasMore }).toEqual({ total: count, hasMore: true });
    expect(nextPageToken).not.toBe("");
    const ids = users.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it("takes page 0 as page 1", async () => {
    expect(await list({ page: 0 })).toEqual(await list({ page: 1 }));
  });

  it("has no more after the last page, and no token", async () => {
    const { users, hasMore, nextPageToken } = await list({ page: 2, pageSize: 60 });
    expect(users).toHaveLength(60);
    expect({ hasMore, nextPageToken }).toEqual({ hasMore: false, nextPageToken: "" });
    expect(await list({ page: 2_147_483_647, pageSize: 100 })).toMatchObject({
      users: [],
      hasMore: false,
      total: count,
    });
  });

  it("leads through every user once by tokens, also when the page size changes", async () => {
    const seen: number[] = [];
    let pageToken = "";
    for (let pageSize = 11; ; pageSize += 1) {
      const page = await list({ pageSize, pageToken });
      seen.push(...page.users.map(({ id }) => id));
      if (!page.hasMore) break;
      pageToken = page.nextPageToken;
    }
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  it("leads through every user that is there throughout once, whatever comes and goes meanwhile", async () => {
    const passing: number[] = [];
    const seen: number[] = [];
    let pageToken = "";
    do {
      const page = await list({ pageSize: 25, pageToken });
      seen.push(...page.users.map(({ id }) => id));
      pageToken = page.nextPageToken;
      const [gone] = passing.splice(0, 1);
      if (gone !== undefined) await context.users.deleteUser({ userId: gone });
      const { id } = await context.users.createUser({ email: context.freshEmail(), name: "P" });
      passing.push(id);
      // Not for ever: the list grows by one a page.
      expect(seen.length).toBeLessThan(2 * count);
    } while (pageToken !== "");
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(count);
    for (const userId of passing) await context.users.deleteUser({ userId });
    expect(await list({})).toMatchObject({ total: count });
  });

  it("continues by token after a page by number", async () => {
    const first = await list({ page: 2, pageSize: 10 });
    const second = await list({ pageToken: first.nextPageToken, pageSize: 10 });
    expect(second.users).toEqual((await list({ page: 3, pageSize: 10 })).users);
  });

  it.each([
    ["a negative page", { page: -1 }, "page"],
    ["a negative page size", { pageSize: -1 }, "page_size"],
    ["a made-up token", { pageToken: "AAAA" }, "page_token"],
  ])("refuses %s with INVALID_ARGUMENT", async (_what, request, field) => {
    expect(await failureOf(list(request))).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field }],
    });
  });

  it("refuses a page together with a token", async () => {
    const { nextPageToken: pageToken } = await list({ pageSize: 1 });
    expect(await failureOf(list({ page: 1, pageToken }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "page_token" }],
    });
  });

  it("refuses a token of another store", async () => {
    const other = createInProcessClient(
      UserService,
      createUserService({ store: createMemoryStore() }).services,
    );
    for (const name of ["A", "B"]) await other.createUser({ email: `${name}@example.com`, name });
    const { nextPageToken: pageToken } = await other.listUsers({ pageSize: 1 });
    expect(await failureOf(list({ pageToken }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "page_token" }],
    });
  });

  it("refuses a token with any one character changed", async () => {
    const { nextPageToken } = await list({ pageSize: 1 });
    for (let i = 0; i < nextPageToken.length; i += 1) {
      const other = nextPageToken[i] === "A" ? "B" : "A";
      const pageToken = nextPageToken.slice(0, i) + other + nextPageToken.slice(i + 1);
      expect(await failureOf(list({ pageToken }))).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });
}

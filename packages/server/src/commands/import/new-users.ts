import { isServiceError, type User } from "@org/user-core";
import type { ImportClient, SendOptions } from "./send-batch.ts";

/** How many of the users of an answer were not there before its call. */
export type CountNewUsers = (users: readonly User[]) => number;

/**
 * Makes what tells users who are new from those who were there: an answer does
 * not say whom a request id has found, but ids ascend and are never reused. So
 * new is who has a larger id than all who were there when this began, and all
 * of the answers before; also if their call was sent twice.
 *
 * @returns `undefined` if this caller may not list users.
 */
export async function createCountNewUsers(
  users: ImportClient,
  options: SendOptions,
): Promise<CountNewUsers | undefined> {
  let newest = await newestId(users, options).catch(unlessForbidden);
  if (newest === undefined) return undefined;
  return (answered) => {
    const before = newest ?? 0;
    const created = new Set(answered.map(({ id }) => id).filter((id) => id > before));
    newest = Math.max(before, ...created);
    return created.size;
  };
}

/** The largest id there is; 0 where there is nobody. */
async function newestId(
  users: ImportClient,
  { retrying, timeoutMs, signal }: SendOptions,
): Promise<number> {
  for (;;) {
    const page = (request: { readonly page?: number }) =>
      retrying(() => users.listUsers({ ...request, pageSize: 1 }, { timeoutMs, signal }));
    const { total } = await page({});
    if (total === 0) return 0;
    // Whoever comes after this page was created since `total` was counted.
    const [last] = (await page({ page: total })).users;
    // Else others were deleted since.
    if (last !== undefined) return last.id;
  }
}

function unlessForbidden(error: unknown): undefined {
  if (!isServiceError(error) || error.code !== "PERMISSION_DENIED") throw error;
}

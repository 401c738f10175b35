import type { Client, ListUsersResponse, UserService } from "@org/user-core";
import type { Retrying } from "./retrying.ts";

/** Options of {@link pagesOf}. */
export interface PageOptions {
  readonly pageSize: number;
  /** Default: none. */
  readonly signal?: AbortSignal;
  /** Default: a page is asked for once. */
  readonly retrying?: Retrying;
}

/** Every page of users, by id: each user who is there throughout, once. */
export async function* pagesOf(
  users: Pick<Client<typeof UserService>, "listUsers">,
  { pageSize, signal, retrying = (call) => call() }: PageOptions,
): AsyncGenerator<ListUsersResponse, void> {
  for (let pageToken = ""; ; ) {
    const request = { pageSize, pageToken };
    const page = await retrying(() => users.listUsers(request, signal && { signal }));
    yield page;
    if (!page.hasMore) return;
    pageToken = page.nextPageToken;
  }
}

import type { Client, ListUsersResponse, UserService } from "@org/user-core";

/** Every page of users, by id: each user who is there throughout, once. */
export async function* pagesOf(
  users: Pick<Client<typeof UserService>, "listUsers">,
  pageSize: number,
  signal?: AbortSignal,
): AsyncGenerator<ListUsersResponse, void> {
  for (let pageToken = ""; ; ) {
    const page = await users.listUsers({ pageSize, pageToken }, signal && { signal });
    yield page;
    if (!page.hasMore) return;
    pageToken = page.nextPageToken;
  }
}

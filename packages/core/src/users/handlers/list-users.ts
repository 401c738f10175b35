import { create } from "@bufbuild/protobuf";
import {
  type ListUsersRequest,
  ListUsersResponseSchema,
  type UserService,
} from "../../gen/userservice/v1/user_service_pb.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import type { UserServiceDeps } from "../deps.ts";
import { invalidFields } from "../errors.ts";
import { decodePageToken, encodePageToken } from "../page-token.ts";
import { brokenPromise } from "../store-answers.ts";
import type { PageQuery, UserStore } from "../user-store.ts";

const defaultPageSize = 50;
const maxPageSize = 100;

/** ListUsers: a page of users by id, by number or by token (AIP-158). */
export function listUsers({ store }: UserServiceDeps): Handlers<typeof UserService>["listUsers"] {
  return async (request, call) => {
    const size = pageSizeOf(request);
    const secret = await store.secret();
    // One more than the page shows whether another follows.
    const query = pageQuery(request, size, secret);
    const [found, total] = await Promise.all([store.list(query, call), store.count(call)]);
    if (total === undefined || found.some((user) => !user)) brokenPromise();
    const users = found.slice(0, size);
    const last = users.at(-1);
    const hasMore = found.length > size;
    const nextPageToken = hasMore && last ? encodePageToken(last.id, secret) : "";
    return create(ListUsersResponseSchema, { users, total, hasMore, nextPageToken });
  };
}

function pageSizeOf({ pageSize }: ListUsersRequest): number {
  if (pageSize < 0) {
    throw invalidFields([{ field: "page_size", description: "must not be negative" }]);
  }
  return pageSize === 0 ? defaultPageSize : Math.min(pageSize, maxPageSize);
}

function pageQuery(
  { page, pageToken }: ListUsersRequest,
  size: number,
  secret: Awaited<ReturnType<UserStore["secret"]>>,
): PageQuery {
  const limit = size + 1;
  if (page < 0) throw invalidFields([{ field: "page", description: "must not be negative" }]);
  if (pageToken === "") {
    return page <= 1 ? { afterId: 0, limit } : { offset: (page - 1) * size, limit };
  }
  if (page !== 0) {
    throw invalidFields([{ field: "page_token", description: "must not be given with a page" }]);
  }
  const afterId = decodePageToken(pageToken, secret);
  if (afterId === undefined) {
    throw invalidFields([{ field: "page_token", description: "is not a token of this service" }]);
  }
  return { afterId, limit };
}

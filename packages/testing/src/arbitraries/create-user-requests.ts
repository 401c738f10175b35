import type { CreateUserRequest } from "@org/user-core";
import fc from "fast-check";
import { createUserRequest } from "./create-user-request.ts";
import { toAsciiDomain } from "./email-domain.ts";

/** Options of {@link createUserRequests}. */
export interface CreateUserRequestsOptions {
  /** The least number of requests. Default: 0. */
  readonly minLength?: number;
  /** The largest number of requests, at most 4,096. Default: 10. */
  readonly maxLength?: number;
}

/**
 * `CreateUserRequest`s that all succeed, one after another or in one batch, on
 * a store without other users: no two have one mailbox or one request id.
 */
export function createUserRequests({
  minLength = 0,
  maxLength = 10,
}: CreateUserRequestsOptions = {}): fc.Arbitrary<CreateUserRequest[]> {
  return fc
    .uniqueArray(createUserRequest(), { minLength, maxLength, selector: mailboxOf })
    .map((requests) => requests.map(withOwnRequestId));
}

/** The same for all emails of one mailbox, and for few others. */
function mailboxOf(request: CreateUserRequest): string {
  const email = request.email.trim();
  const at = email.lastIndexOf("@");
  const local = email.slice(0, at).normalize("NFKC").toLowerCase().normalize("NFKC");
  return `${local}@${toAsciiDomain(email.slice(at + 1))}`;
}

/** The place in the list is in the id. */
function withOwnRequestId(request: CreateUserRequest, place: number): CreateUserRequest {
  if (request.requestId === "") return request;
  const requestId = request.requestId.slice(0, -3) + place.toString(16).padStart(3, "0");
  return { ...request, requestId };
}

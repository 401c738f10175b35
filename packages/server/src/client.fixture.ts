import { isServiceError, type ServiceError, UserService } from "@org/user-core";
import {
  createGrpcClient,
  type GrpcClient,
  type GrpcClientOptions,
} from "@org/user-transport-grpc";

/** A client of the user service that closes at the end of its block. */
export type TestClient = GrpcClient<typeof UserService> & Disposable;

/** Connects to a server's process, with a connection of its own. */
export function connectTo(
  { address }: { readonly address: string },
  options: GrpcClientOptions = {},
): TestClient {
  // grpc-js shares connections between clients of one address unless told not to.
  const channelOptions = { "grpc.use_local_subchannel_pool": 1 };
  const users = createGrpcClient(address, UserService, { channelOptions, ...options });
  return Object.assign(users, { [Symbol.dispose]: () => users.close() });
}

/** What a call fails with. @throws an Error if it does not fail. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  const error = await call.then(
    () => new Error("The call did not fail"),
    (failure: unknown) => failure,
  );
  if (isServiceError(error)) return error;
  throw error;
}

/** Every user, by id, page after page. */
export async function allUsers(users: TestClient): Promise<Map<number, string>> {
  const emails = new Map<number, string>();
  for (let pageToken = ""; ; ) {
    const page = await users.listUsers({ pageSize: 100, pageToken });
    for (const { id, email } of page.users) emails.set(id, email);
    if (!page.hasMore) return emails;
    pageToken = page.nextPageToken;
  }
}

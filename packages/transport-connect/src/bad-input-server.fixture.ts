import { create } from "@bufbuild/protobuf";
import {
  BatchCreateUsersResponseSchema,
  type BindOptions,
  bind,
  type Handlers,
  ServiceError,
  type User,
  UserSchema,
  UserService,
  type UserUpdate,
  UserUpdateSchema,
} from "@org/user-core";
import { expect, onTestFinished } from "vitest";
import { connectTo, httpVersions } from "./bad-input-http.fixture.ts";
import { answered, callUnary } from "./bad-input-speech.fixture.ts";
import { createNodeServer, type NodeServer } from "./node/create-node-server.ts";
import type { NodeServerOptions } from "./node/node-server-options.ts";

type UserHandlers = Handlers<typeof UserService>;

/** What a test's server is to have. */
export interface ServerOptions extends Omit<NodeServerOptions, "services"> {
  /** Besides those that answer as in {@link plainHandlers}. */
  readonly handlers?: Partial<UserHandlers>;
  readonly binding?: BindOptions;
}

/** A server on the loopback interface. */
export interface ServerUnderTest extends NodeServer {
  readonly port: number;
}

/** Starts a server for one test. */
export async function startServer(options: ServerOptions = {}): Promise<ServerUnderTest> {
  const { handlers, binding, ...limits } = options;
  const services = [bind(UserService, { ...plainHandlers, ...handlers }, binding)];
  const server = createNodeServer({ services, ...limits });
  const { port } = await server.listen({ port: 0 });
  onTestFinished(server.destroy);
  return { ...server, port };
}

/** A new connection of either version of HTTP is served. */
export async function expectHealthy({ port }: ServerUnderTest): Promise<void> {
  for (const http of httpVersions) {
    const way = { protocol: "gRPC", http } as const;
    const connection = connectTo(port, http);
    expect(await callUnary(connection, way)).toEqual(answered);
    connection.destroy();
  }
}

/** A user as handlers of tests answer. */
export const user = (id: number, name = ""): User => create(UserSchema, { id, name });

/** An update as handlers of tests send. */
export const update = (newValue = ""): UserUpdate =>
  create(UserUpdateSchema, { userId: 1, field: "name", newValue });

/** Handlers that tell what they were sent. */
const plainHandlers: UserHandlers = {
  getUser: ({ userId }) => user(userId),
  createUser: ({ name }) => user(1, `${name.length}`),
  async batchCreateUsers(requests) {
    for await (const _ of requests);
    return create(BatchCreateUsersResponseSchema);
  },
  async *syncUsers(requests) {
    for await (const { userId } of requests) yield user(userId);
  },
  listUsers: refuse,
  getUserByEmail: refuse,
  updateUser: refuse,
  deleteUser: refuse,
  verifyPassword: refuse,
  watchUserUpdates: refuse,
  watchUsers: refuse,
};

function refuse(): never {
  throw new ServiceError("UNIMPLEMENTED", "not part of this test", { reason: "UNIMPLEMENTED" });
}

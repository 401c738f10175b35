// What a user's first program does: one call of each way, against SQLite. run-installed.ts
// copies it into a project of its own and runs it there on every Node.
import { strict as assert } from "node:assert";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { type Client, createInProcessClient, createUserService, UserService } from "@org/user-core";
import { createPasswordHasher } from "@org/user-passwords";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createConnectClient, createNodeServer } from "@org/user-transport-connect/node";
import { addServices, createGrpcClient, serverOptions } from "@org/user-transport-grpc";

const store = createSqliteStore({ path: "users.db" });
await store.migrate();
const hasher = createPasswordHasher();
const { services } = createUserService({ store, hasher });

async function callOver(way: string, users: Client<typeof UserService>): Promise<void> {
  const email = `${way}-${process.version}@example.com`;
  const password = "correct horse battery staple";
  const { id } = await users.createUser({ email, name: way, password });
  assert.equal((await users.verifyPassword({ email, password })).id, id);
  await users.updateUser({ user: { id, name: "Ada" } });
  for await (const { newValue } of users.watchUserUpdates({ userId: id, afterRevision: 1n })) {
    assert.equal(newValue, "Ada");
    break;
  }
  console.log(`ok    ${process.version} ${way}`);
}

await callOver("in-process", createInProcessClient(UserService, services));

const http = createNodeServer({ services });
const { port } = await http.listen({ port: 0 });
const overConnect = createConnectClient(UserService, { baseUrl: `http://127.0.0.1:${port}` });
await callOver("connect", overConnect);
overConnect.close();
await http.close();

const grpc = new Server(serverOptions());
addServices(grpc, services);
const bound = await new Promise<number>((resolve, reject) => {
  grpc.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, grpcPort) => {
    if (error === null) resolve(grpcPort);
    else reject(error);
  });
});
const overGrpc = createGrpcClient(`127.0.0.1:${bound}`, UserService);
await callOver("grpc", overGrpc);
overGrpc.close();
grpc.forceShutdown();

await store.close();

// The user service over grpc-js with logging and static tokens on. Prints its port.
// Argument: the path of an SQLite file, or none for the memory store.
import { Server, ServerCredentials } from "@grpc/grpc-js";
import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  logCalls,
  staticTokens,
  UserService,
} from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { addServices, serverOptions } from "@org/user-transport-grpc";
import { requestHeaders, token } from "../requests.ts";

const [path] = process.argv.slice(2);
const store = path === undefined ? createMemoryStore() : createSqliteStore({ path });
await store.migrate();

let succeeded = 0;
const { services } = createUserService({
  store,
  middleware: [
    logCalls((record) => {
      if (record.status === "OK") succeeded += 1;
    }),
    staticTokens([{ token, principal: { name: "bench" } }]),
  ],
});
const { authorization } = requestHeaders;
const users = createInProcessClient(UserService, services, { headers: { authorization } });
await users.createUser({ email: "alice@example.com", name: "Alice" });
if (succeeded !== 1) throw new Error("calls are not logged");

const server = new Server(serverOptions());
addServices(server, services);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_error, port) => {
  console.log(port);
});

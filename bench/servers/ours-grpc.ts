// The user service over grpc-js with logging and static tokens on. Prints its port.
// Argument: the path of an SQLite file, or none for the memory store.
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { createMemoryStore } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { addServices, serverOptions } from "@org/user-transport-grpc";
import { measuredService } from "../measured-service.ts";

const [path] = process.argv.slice(2);
const store = path === undefined ? createMemoryStore() : createSqliteStore({ path });
const { services } = await measuredService(store);

const server = new Server(serverOptions());
addServices(server, services);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_error, port) => {
  console.log(port);
});

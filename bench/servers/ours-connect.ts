// The user service on transport-connect's Node server with logging and static
// tokens on. Prints its port. Argument: the path of an SQLite file, none for the
// memory store, or --bare for that store without any middleware.
import { createMemoryStore } from "@org/user-core";
import { createSqliteStore } from "@org/user-store-sqlite";
import { createNodeServer } from "@org/user-transport-connect/node";
import { bareService, measuredService } from "../measured-service.ts";

const [argument] = process.argv.slice(2);
const { services } = await serviceOf(argument);
const server = createNodeServer({ services });
const { port } = await server.listen({ port: 0 });
console.log(port);

function serviceOf(path: string | undefined) {
  if (path === "--bare") return bareService();
  return measuredService(path === undefined ? createMemoryStore() : createSqliteStore({ path }));
}

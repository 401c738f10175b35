import { type Client, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import type { Random } from "../random.ts";

/** A client of one instance. */
export type UserClient = Client<typeof UserService>;

/** Clients of every instance. */
export interface Clients {
  /** Of any instance, over any protocol. One that is away fails, and the next try picks again. */
  pick(): UserClient;
}

/** Makes clients of the instances at these ports, for this program's life. */
export function createClients(ports: readonly number[], random: Random): Clients {
  const clients = ports.flatMap((port) =>
    (["connect", "grpc"] as const).map((protocol) =>
      createConnectClient(UserService, { baseUrl: `http://127.0.0.1:${port}`, protocol }),
    ),
  );
  return { pick: () => random.pick(clients) };
}

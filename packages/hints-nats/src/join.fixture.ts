import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { HintCarrier } from "@org/user-core";
import { createNatsHints, type NatsHintsOptions } from "./hint-carrier.ts";
import type { TestServer } from "./nats-server.fixture.ts";

/** One instance's connection, and its hints. */
export interface Joined extends AsyncDisposable {
  readonly connection: NatsConnection;
  readonly hints: HintCarrier;
}

/** Where the tests' hints are published. */
export const subject = "users.hints";

/** Connects, for as long as the test wants it, whatever becomes of the server. */
export function connectTo(server: TestServer): Promise<NatsConnection> {
  return connect({
    servers: server.address,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 20,
    reconnectJitter: 0,
  });
}

/** Connects an instance. Its subscription stands, and the hint of its beginning is over. */
export async function join(
  server: TestServer,
  options: Partial<NatsHintsOptions> = {},
): Promise<Joined> {
  const connection = options.connection ?? (await connectTo(server));
  const hints = createNatsHints({ subject, ...options, connection });
  await connection.flush();
  return {
    connection,
    hints,
    async [Symbol.asyncDispose]() {
      await hints.close();
      await connection.close();
    },
  };
}

/** Resolves when the connection next tells of this. */
export async function told(connection: NatsConnection, event: string): Promise<void> {
  for await (const { type } of connection.status()) if (type === event) return;
  throw new Error(`the connection ended without ${event}`);
}

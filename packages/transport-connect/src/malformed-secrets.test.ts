import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import {
  type BoundService,
  type CallRecord,
  createMemoryStore,
  createUserService,
  logCalls,
} from "@org/user-core";
import { canaries } from "@org/user-testing/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectRoutes } from "./connect-routes.ts";
import { createNodeHandler } from "./node/create-node-handler.ts";

const { password } = canaries;

/** Requests that no codec reads, each for a fault beside the password in it. */
const bodies = [
  `{"password":"${password}"`,
  `{"password":"${password}" x`,
  `{"password":["${password}"]}`,
  `{"requestId":{"${password}":1}}`,
  `"${password}"`,
];

/** A message of a stream: no flags, four bytes of length. */
function enveloped(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const envelope = new Uint8Array(5 + bytes.length);
  new DataView(envelope.buffer).setUint32(1, bytes.length);
  envelope.set(bytes, 5);
  return envelope;
}

const handlers: Record<string, (services: readonly BoundService[]) => RequestListener> = {
  "a handler in an HTTP server": (services) => createNodeHandler({ services }),
  "routes of a ConnectRouter": (services) =>
    connectNodeAdapter({ routes: connectRoutes(services) }),
};

describe.each(Object.entries(handlers))("a malformed request to %s", (name, createHandler) => {
  const records: CallRecord[] = [];
  const log = logCalls((record) => records.push(record));
  const { services } = createUserService({ store: createMemoryStore(), middleware: [log] });
  const server = createServer(createHandler(services));
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => server.close());

  async function post(
    rpc: string,
    contentType: string,
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/userservice.v1.UserService/${rpc}`, {
      method: "POST",
      headers: { "content-type": contentType },
      body,
    });
    return response.text();
  }

  it.each(bodies)("leaves nothing of it in the log: %s", async (body) => {
    const answers = [
      await post("CreateUser", "application/json", body),
      await post("VerifyPassword", "application/json", body),
      await post("BatchCreateUsers", "application/connect+json", enveloped(body)),
    ];
    await expect.poll(() => records.length).toBeGreaterThanOrEqual(3);
    const shown = inspect(records, { depth: 10 });
    expect(shown).toContain("INVALID_ARGUMENT");
    expect(shown).not.toContain(password);
    // Unary requests to a ConnectRouter are Connect-ES's to refuse, in its words, to who sent them.
    const ours = name.includes("Router") ? answers.slice(2) : answers;
    expect(ours.join()).not.toContain(password);
  });
});

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { keySetOf, type SigningKey } from "./tokens.fixture.ts";

/** How the address of the keys answers. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/** An authority's address of keys, which answers as it is told to. */
export async function startJwksServer(answer: Answer) {
  let current = answer;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    current(response, request);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks`,
    requests: () => requests,
    answers(next: Answer): void {
      current = next;
    },
  };
}

/** The answer with these keys. */
export async function keysOf(...keys: readonly SigningKey[]): Promise<Answer> {
  const text = JSON.stringify(await keySetOf(...keys));
  return (response) => response.end(text);
}

export const down: Answer = (response) => response.destroy();

/** An answer that is no key set. */
export function garbage(text: string, status = 200): Answer {
  return (response) => response.writeHead(status).end(text);
}

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { TestServer } from "./nats-server.fixture.ts";

interface Subscriber {
  readonly socket: Socket;
  readonly subject: string;
  readonly id: string;
}

/**
 * As much of a NATS server as hints need, for machines without one: subjects
 * without wildcards, payloads of one line, no queue groups.
 *
 * Source: https://docs.nats.io/reference/reference-protocols/nats-protocol
 */
export async function startStandInServer(): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const subscribers = new Set<Subscriber>();
  let server = await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen");
  const { port } = address;

  async function listen(at: number): Promise<Server> {
    const starting = createServer(serve).listen(at, "127.0.0.1");
    await once(starting, "listening");
    return starting;
  }

  function serve(socket: Socket): void {
    let rest = "";
    sockets.add(socket);
    socket.write(`INFO ${JSON.stringify({ version: "2.9.0", max_payload: 1_024 })}\r\n`);
    socket.setEncoding("latin1").on("data", (text: string) => {
      const lines = `${rest}${text}`.split("\r\n");
      rest = lines.pop() ?? "";
      // A payload is a line that must not be taken without the line before it.
      if (lines.at(-1)?.startsWith("PUB ")) rest = `${lines.pop()}\r\n${rest}`;
      while (lines.length > 0) answer(socket, lines.shift() ?? "", lines);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => forget(socket));
  }

  function answer(socket: Socket, line: string, following: string[]): void {
    const [verb, subject = "", id = ""] = line.split(" ");
    if (verb === "PING") socket.write("PONG\r\n");
    if (verb === "SUB") subscribers.add({ socket, subject, id });
    if (verb === "UNSUB") forget(socket, subject);
    if (verb === "PUB") publish(subject, following.shift() ?? "");
  }

  function publish(subject: string, payload: string): void {
    for (const each of subscribers) {
      if (each.subject !== subject) continue;
      each.socket.write(`MSG ${subject} ${each.id} ${payload.length}\r\n${payload}\r\n`);
    }
  }

  function forget(socket: Socket, id?: string): void {
    if (id === undefined) sockets.delete(socket);
    for (const each of subscribers) {
      if (each.socket === socket && (id ?? each.id) === each.id) subscribers.delete(each);
    }
  }

  async function kill(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    address: `127.0.0.1:${port}`,
    kill,
    async restart() {
      server = await listen(port);
    },
    [Symbol.asyncDispose]: kill,
  };
}

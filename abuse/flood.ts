import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { frame, preface, types } from "../packages/transport-connect/src/raw-http2.fixture.ts";
import type { Outcome, Target } from "./attack.ts";

/** Frames that an attacker sends as fast as it can. */
export interface Frames {
  /** How many connections at a time; each is opened again when the server ends it. Default: 4. */
  readonly connections?: number;
  /** Connections altogether. Default: as many as the time allows. */
  readonly most?: number;
  /** What is sent first, after the preface. */
  readonly first?: Uint8Array;
  /** The frames sent next; the nth time on a connection, from 0. `undefined`: it is left. */
  readonly next: (n: number) => Uint8Array | undefined;
  /** What counts, and how many of it `next` sends at a time. */
  readonly unit: string;
  readonly each: number;
}

/** Floods a server with frames of HTTP/2 until the time is over. */
export async function flood({ port, until }: Target, frames: Frames): Promise<Outcome> {
  const { connections = 4, most = Number.POSITIVE_INFINITY, unit, each } = frames;
  const seen = { opened: 0, refused: 0, sent: 0 };
  const attacker = async () => {
    while (performance.now() < until && seen.opened < most) {
      seen.opened += 1;
      const { sent, cut } = await pour(port, until, frames);
      seen.sent += sent * each;
      if (cut) seen.refused += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, attacker));
  const { opened, refused, sent } = seen;
  const note = `${sent.toLocaleString("en-US")} ${unit}`;
  return { unit: "connections", tried: opened, held: 0, refused, note };
}

/** Fills one connection until the server ends it, the time is over or there is no more to send. */
async function pour(port: number, until: number, { first, next }: Frames) {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.resume();
  await Promise.race([once(socket, "connect"), once(socket, "close")]).catch(() => {});
  socket.write(preface);
  socket.write(frame(types.settings, 0, 0));
  if (first !== undefined) socket.write(first);
  let sent = 0;
  for (; performance.now() < until && !socket.destroyed; sent += 1) {
    const bytes = next(sent);
    if (bytes === undefined) break;
    if (!socket.write(bytes)) await room(socket, until);
    // Lets the server's answers in, its GOAWAY among them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const cut = socket.destroyed;
  socket.destroy();
  return { sent, cut };
}

/** Resolves when there is room for more, the connection has ended, or the time is over. */
async function room(socket: Socket, until: number): Promise<void> {
  if (socket.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(until - performance.now(), 1));
  for (const event of ["drain", "close"] as const) socket.once(event, resolve);
  await promise;
  clearTimeout(timer);
  for (const event of ["drain", "close"] as const) socket.off(event, resolve);
}

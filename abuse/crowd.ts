import { connect, type Socket } from "node:net";
import type { Outcome, Target } from "./attack.ts";

/** Many connections at a time. */
interface Crowd {
  /** How many the server still holds. */
  held(): number;
  /** Ends them. */
  close(): void;
}

/** Opens connections, and does with each what an attack does. */
async function gather(
  port: number,
  count: number,
  begin: (socket: Socket) => void,
): Promise<Crowd> {
  const sockets = Array.from({ length: count }, () => connect({ port, host: "127.0.0.1" }));
  await Promise.all(sockets.map((socket) => connected(socket, begin)));
  return {
    held: () => sockets.filter(({ destroyed }) => !destroyed).length,
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Has a crowd do what it does until the time is over, and counts whom the server has cut off. */
export async function holdOut(
  { port, until }: Target,
  count: number,
  begin: (socket: Socket) => void,
): Promise<Outcome> {
  const crowd = await gather(port, count, begin);
  try {
    while (performance.now() < until && crowd.held() > 0) await pause(50);
    const held = crowd.held();
    return { unit: "connections", tried: count, held, refused: count - held };
  } finally {
    crowd.close();
  }
}

/** Calls back every `everyMs` as long as the socket lives. */
export function drip(socket: Socket, everyMs: number, write: () => void): void {
  const timer = setInterval(() => socket.writable && write(), everyMs);
  socket.once("close", () => clearInterval(timer));
}

/** Lets time pass: an attack is made of time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function connected(socket: Socket, begin: (socket: Socket) => void): Promise<void> {
  return new Promise((resolve) => {
    // A server that breaks a connection is what attacks are after.
    socket.on("error", () => resolve());
    socket.once("connect", () => {
      begin(socket);
      // What the server says is not heard; unread, its end would not be either.
      if (!socket.isPaused()) socket.resume();
      resolve();
    });
  });
}

import assert from "node:assert/strict";
import { once } from "node:events";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { sniff } from "../../packages/transport-connect/src/node/sniff.ts";
import { createInput, cut } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** Which HTTP it is by its first bytes; `undefined` while that is open. */
function expectedOf(text: string): "http2" | "http1" | undefined {
  if (text.startsWith(preface)) return "http2";
  return preface.startsWith(text) ? undefined : "http1";
}

/** A socket that is connected to nothing: what is pushed is what its client has sent. */
function createSocket(): Socket {
  const socket = new Socket();
  // Without a handle, its own would wait for one.
  socket._read = () => {};
  return socket;
}

/** First bytes of a connection: HTTP/2 exactly after its preface, and not a byte is lost. */
export const target: FuzzTarget = {
  words: [preface, "PRI * ", "HTTP/2.0\r\n", "\r\n\r\nSM", "GET / HTTP/1.1\r\n\r\n"],
  async run(data) {
    const { whole, chunks } = cut(createInput(data));
    const socket = createSocket();
    const handed: string[] = [];
    const seen: Buffer[] = [];
    const take = (protocol: string) => (connection: Duplex) => {
      handed.push(protocol);
      connection.on("data", (chunk: Buffer) => seen.push(chunk));
    };
    sniff(socket, 60_000, take("http2"), take("http1"));
    const closed = once(socket, "close");
    for (const chunk of chunks) {
      if (chunk.length > 0) socket.push(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const expected = expectedOf(Buffer.from(whole).toString("latin1"));
    assert.deepEqual(handed, expected === undefined ? [] : [expected]);
    if (expected !== undefined) assert.deepEqual(Buffer.concat(seen), Buffer.from(whole));
    socket.destroy();
    await closed;
  },
};

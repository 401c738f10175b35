import type { Socket } from "node:net";

/** What a client without TLS sends first over HTTP/2: RFC 9113, section 3.4. */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/**
 * Looks at what a client sends first and hands its connection on, with nothing
 * of it lost. A client that is silent for `timeoutMs` is cut off.
 */
export function sniff(
  socket: Socket,
  timeoutMs: number,
  onHttp2: (socket: Socket) => void,
  onHttp1: (socket: Socket) => void,
): void {
  let seen: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  // Until somebody else has it, a broken connection is nobody's news.
  const onError = () => socket.destroy();
  const onData = (chunk: Buffer) => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, preface.length);
    const alike = seen.subarray(0, length).equals(preface.subarray(0, length));
    if (alike && seen.length < preface.length) return;
    stop();
    socket.pause();
    socket.unshift(seen);
    if (alike) onHttp2(socket);
    else onHttp1(socket);
    // Once somebody listens; a socket left paused would not tell of its end.
    process.nextTick(() => socket.resume());
  };
  const stop = () => {
    clearTimeout(timer);
    socket.off("data", onData);
    socket.off("error", onError);
    socket.off("close", stop);
    socket.off("end", onEnd);
  };
  const onEnd = () => socket.destroy();
  socket.on("data", onData);
  socket.on("error", onError);
  socket.on("close", stop);
  socket.on("end", onEnd);
}

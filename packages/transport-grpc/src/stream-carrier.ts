import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { Carrier } from "./serve-call.ts";

/** A grpc-js stream as a carrier, for servers without the interceptor. */
export function streamCarrier(stream: ServerDuplexStream<Buffer, Uint8Array>): Carrier {
  let wanted = false;
  const peer = connectionInfoOf(stream.getPeer());

  return {
    start(listener) {
      stream.on("data", (bytes: Buffer) => {
        // One at a time, as it is asked for.
        stream.pause();
        wanted = false;
        listener.onReceiveMessage(bytes);
      });
      stream.pause();
      stream.on("end", () => listener.onReceiveHalfClose());
      stream.on("cancelled", () => listener.onCancel());
      listener.onReceiveMetadata(stream.metadata);
    },
    startRead() {
      if (wanted) return;
      wanted = true;
      stream.resume();
    },
    sendMetadata: (metadata) => stream.sendMetadata(metadata),
    sendMessage: (message, sent) => void stream.write(message, sent),
    sendStatus(outcome) {
      if (outcome.code === status.OK) stream.end(outcome.metadata ?? undefined);
      // How grpc-js has a stream end with another status.
      else stream.emit("error", outcome);
    },
    getConnectionInfo: () => peer,
    getDeadline: () => stream.getDeadline(),
    getAuthContext: () => stream.getAuthContext(),
  };
}

/** grpc-js joins address and port by a colon, also where the address has colons itself. */
function connectionInfoOf(peer: string): ReturnType<Carrier["getConnectionInfo"]> {
  const [, remoteAddress, port] = /^(.*):(\d+)$/.exec(peer) ?? [];
  return remoteAddress === undefined
    ? { remoteAddress: peer }
    : { remoteAddress, remotePort: Number(port) };
}

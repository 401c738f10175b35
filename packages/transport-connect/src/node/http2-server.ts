import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { maxHeaderBytes } from "./http1-server.ts";
import { defaultMaxConcurrentStreams, type NodeServerOptions } from "./node-server-options.ts";
import type { Sessions } from "./sessions.ts";

/** A stream that has just been opened, with its headers. */
export type OnStream = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
) => void;

/** Enough that their size is what counts, but HPACK says a large header again in one byte. */
const maxHeaders = 500;

/**
 * Streams beyond its limit that a connection may try to open before it is closed. A stream that is
 * over to a client is so to Node a moment later, so that a client may go beyond by no fault of its
 * own, and over the life of a busy connection often; each costs a reset frame and no more.
 */
const maxSessionRejectedStreams = 10_000;

/** Makes the server that connections which speak HTTP/2 are handed to. It does not listen. */
export function createHttp2Server(
  { maxConcurrentStreams = defaultMaxConcurrentStreams, streamResets }: NodeServerOptions,
  sessions: Sessions,
  onStream: OnStream,
): Http2Server {
  const server = createServer({
    settings: { maxConcurrentStreams, maxHeaderListSize: maxHeaderBytes },
    maxHeaderListPairs: maxHeaders,
    maxSessionRejectedStreams,
    streamResetBurst: streamResets?.burst ?? 200,
    streamResetRate: streamResets?.perSecond ?? 33,
  });
  server.on("session", sessions.add);
  server.on("stream", (stream, headers, _flags, rawHeaders) =>
    onStream(stream, headers, rawHeaders),
  );
  return server;
}

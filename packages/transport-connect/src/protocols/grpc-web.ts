import { base64Body } from "./base64.ts";
import { envelope, flags } from "./envelope.ts";
import { statusTrailers } from "./grpc.ts";
import type { HeaderList, Protocol } from "./protocol.ts";
import { grpcTimeoutMs } from "./timeout.ts";

const encoder = new TextEncoder();

/**
 * The gRPC-Web protocol, whose status is in a last frame of the body.
 *
 * Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md
 *
 * @param text whether bodies are in base64, for browsers without binary streams.
 */
export function grpcWebProtocol(codec: Protocol["codec"], text: boolean): Protocol {
  const contentType = `application/grpc-web${text ? "-text" : ""}+${codec}`;
  const bodyOf = (frames: Uint8Array) => (text ? base64Body(frames) : frames);
  return {
    name: "grpc-web",
    codec,
    contentType,
    enveloped: true,
    text,
    encodingHeader: "grpc-encoding",
    acceptEncodingHeader: "grpc-accept-encoding",
    timeoutMs: grpcTimeoutMs,
    succeed: (message, headers, trailers) => ({
      status: 200,
      headers: ["content-type", contentType, ...headers],
      body: bodyOf(concat(message, trailerFrame(statusTrailers(undefined, trailers)))),
      trailers: undefined,
    }),
    fail: (error, headers, trailers) => ({
      status: 200,
      headers: ["content-type", contentType, ...headers],
      body: bodyOf(trailerFrame(statusTrailers(error, trailers))),
      trailers: undefined,
    }),
    endStream: (error, trailers) => ({
      frame: trailerFrame(statusTrailers(error, trailers)),
      trailers: undefined,
    }),
  };
}

function trailerFrame(trailers: HeaderList): Uint8Array {
  let text = "";
  for (let i = 0; i < trailers.length; i += 2) text += `${trailers[i]}: ${trailers[i + 1]}\r\n`;
  return envelope(encoder.encode(text), flags.webTrailers);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

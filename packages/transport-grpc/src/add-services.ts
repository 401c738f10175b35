import type { Server, ServerDuplexStream } from "@grpc/grpc-js";
import type { BoundMethod, BoundService } from "@org/user-core";
import { boundMethods } from "./bound-methods.ts";
import { serveCall } from "./serve-call.ts";
import { streamCarrier } from "./stream-carrier.ts";

/**
 * Serves bound services on a grpc-js server of your own. Authentication and all
 * other middleware run before a message is read.
 *
 * Works on any server; on one made with `serviceInterceptor` calls take a
 * shorter way, past grpc-js's stream objects.
 *
 * @throws an Error if the server has one of the methods already.
 *
 * @example
 * const server = new Server(serverOptions());
 * addServices(server, createUserService({ store }).services);
 */
export function addServices(server: Server, services: readonly BoundService[]): void {
  for (const { descriptor, methods } of services) {
    for (const method of methods) {
      const path = `/${descriptor.typeName}/${method.descriptor.name}`;
      if (!register(server, path, method)) throw new Error(`The server has ${path} already`);
    }
  }
}

function register(server: Server, path: string, method: BoundMethod): boolean {
  // Messages are encoded and decoded in serve-call.ts, where a fault in one has
  // a better error. One function for each method: the interceptor knows the
  // method by it.
  const deserialize = (bytes: Buffer): Buffer => bytes;
  boundMethods.set(deserialize, method);
  const handle = (stream: ServerDuplexStream<Buffer, Uint8Array>) =>
    serveCall(method, streamCarrier(stream));
  // As "bidi" a method of any kind is called when its headers are there.
  return server.register(path, handle, serialize, deserialize, "bidi");
}

function serialize(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

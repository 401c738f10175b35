import type { DrainableServer } from "@org/user-core";
import type { ServeOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** A server that listens. */
export interface Listening extends DrainableServer {
  /** The one it got where 0 was asked for. */
  readonly port: number;
  /** How many calls a connection may have from now on, where that can be changed. */
  limitStreams?(most: number): void;
}

/** `127.0.0.1:50051`. */
export function authorityOf({ host }: Pick<ServeOptions, "host">, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The error of an address that can't be had, in one line. */
export function cannotListen(address: string, message: string): UsageError {
  const why = message.includes("EADDRINUSE") ? "the port is taken" : message;
  return new UsageError(`cannot listen on ${address}: ${why}`);
}

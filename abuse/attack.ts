import type { Transport } from "./server.ts";

/** A way to do a server harm. */
export interface Attack {
  /** For the command line. */
  readonly name: string;
  /** What it does, for the table. */
  readonly what: string;
  readonly transports: readonly Transport[];
  /** Whether the server speaks TLS. Default: false. */
  readonly tls?: boolean;
  /** How long it goes on, in seconds. Default: 4. */
  readonly seconds?: number;
  /** Why it can't be tried here; `undefined` if it can. */
  readonly missing?: () => string | undefined;
  /** Attacks until `target.until` or until there is no more to it. */
  readonly run: (target: Target) => Promise<Outcome>;
}

/** What is attacked, always on the loopback interface. */
export interface Target {
  readonly transport: Transport;
  readonly port: number;
  /** When to stop, in the time of `performance.now()`. */
  readonly until: number;
  /** How much of the full attack: 1, or less for a quick look. */
  readonly scale: number;
}

/** What came of it. */
export interface Outcome {
  /** What is counted: connections, calls or messages. */
  readonly unit: string;
  readonly tried: number;
  /** Those that the server still held at the end. */
  readonly held: number;
  /** Those that it refused, reset or cut off. */
  readonly refused: number;
  /** What else there was. */
  readonly note?: string;
}

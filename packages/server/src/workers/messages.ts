import type { Running } from "../serve.ts";

/** Where a worker listens. */
export type Ready = Pick<Running, "address" | "metricsAddress">;

/** What a worker tells the primary once it listens. */
export interface ReadyMessage {
  readonly ready: Ready;
}

/** What the primary tells a worker. */
export interface StopMessage {
  /** How long to go on first, in milliseconds; without it as the worker's options say. */
  readonly stop: { readonly delayMs?: number };
}

// Each side is this program, so that nobody else writes them.

/** Whether a message is a worker's. */
export function isReadyMessage(message: unknown): message is ReadyMessage {
  return typeof message === "object" && message !== null && "ready" in message;
}

/** Whether a message is the primary's. */
export function isStopMessage(message: unknown): message is StopMessage {
  return typeof message === "object" && message !== null && "stop" in message;
}

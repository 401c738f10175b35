import type { UserStore } from "@org/user-core";

/** An operation that can be made to fail: every one of the store's but `onHint` and `close`. */
export type StoreOperation = Exclude<keyof UserStore, "onHint" | "close">;

/**
 * What goes wrong.
 *
 * - `fails`: nothing is done, and the call fails.
 * - `half_answers`: it is done, a write committed, but the answer is lost: the call fails.
 * - `stalls`: nothing is done and nothing answered until `release` or `close`; then it fails.
 * - `delays`: nothing is done until `release` or `close`; then it is done and answered.
 * - `answers_less`: it is done, and the last item of a list is missing in the
 *   answer; an answer that is no list is `undefined`.
 * - `answers_holes`: it is done, and each item of a list is `undefined`; so is
 *   an answer that is no list.
 * - `answers_nothing`: it is done, and the answer is `undefined`.
 */
export type FaultKind =
  | "fails"
  | "half_answers"
  | "stalls"
  | "delays"
  | "answers_less"
  | "answers_holes"
  | "answers_nothing";

/** One thing that goes wrong, and when. */
export interface Fault {
  /** What goes wrong. */
  readonly kind: FaultKind;
  /** It strikes at this call, counted from 1. Default: 1. */
  readonly at?: number;
  /** Only calls of this operation are counted. Default: all operations. */
  readonly operation?: StoreOperation;
  /** So many calls in a row are struck; `Infinity` for all from then on. Default: 1. */
  readonly times?: number;
  /**
   * What `fails`, `half_answers` and `stalls` fail with. Default: a
   * `ServiceError`, UNAVAILABLE with `retryAfterMs`, as of a store that is out
   * of reach. An `Error` stands for a driver's error that was not mapped.
   */
  readonly error?: unknown;
}

/**
 * What becomes of hints: `passed` on as they come; `lost`, no listener is ever
 * called; `doubled`, each is called twice.
 */
export type HintMode = "passed" | "lost" | "doubled";

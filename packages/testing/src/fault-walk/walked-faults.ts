import { ServiceError } from "@org/user-core";
import type { Fault, StoreOperation } from "../faulty-store/fault.ts";
import type { conducts } from "./attempt.ts";

/**
 * What a call must come to: `store error`, the store's own, unchanged;
 * `internal`, INTERNAL and nothing of the cause; `right`, as without a fault;
 * `internal or right`; or the end that the call was given.
 */
export type Verdict =
  | "store error"
  | "internal"
  | "internal or right"
  | "right"
  | "CANCELLED"
  | "DEADLINE_EXCEEDED";

/** One way in which an operation is made to go wrong. */
export interface WalkedFault {
  readonly fault: Pick<Fault, "kind" | "error">;
  readonly conduct: keyof typeof conducts;
  readonly verdict: Verdict;
  /** The operations that it makes a difference to. Default: all. */
  readonly operations?: readonly StoreOperation[];
}

/** The error of a store that knows what went wrong. */
export const storeError = new ServiceError("UNAVAILABLE", "The store is out of reach for now", {
  reason: "STORE_UNAVAILABLE",
  retryAfterMs: 250,
  metadata: { shard: "7" },
});

/** What must never reach a client. */
export const canary = "hunter2";

/** The error of a driver, as it comes. */
const driverError = Object.assign(
  new Error(`SQLITE_IOERR: disk I/O error at /var/lib/users.db, password=${canary}`),
  { code: "ERR_SQLITE_ERROR", detail: `INSERT INTO users VALUES ('${canary}')` },
);

/** All whose answer is never nothing: no user and no request is an answer too. */
const neverNothing: readonly StoreOperation[] = [
  "get",
  "list",
  "count",
  "insert",
  "replace",
  "remove",
  "userUpdates",
  "events",
  "head",
  "snapshot",
  "secret",
];

/** Every fault, by what an operation does in the names of tests. */
export const walkedFaults: Readonly<Record<string, WalkedFault>> = {
  fails: {
    fault: { kind: "fails", error: storeError },
    conduct: "patient",
    verdict: "store error",
  },
  "is done and fails": {
    fault: { kind: "half_answers", error: storeError },
    conduct: "patient",
    verdict: "store error",
  },
  "fails in the driver's words": {
    fault: { kind: "fails", error: driverError },
    conduct: "patient",
    verdict: "internal",
  },
  "is done and fails in the driver's words": {
    fault: { kind: "half_answers", error: driverError },
    conduct: "patient",
    verdict: "internal",
  },
  "is delayed": { fault: { kind: "delays" }, conduct: "released", verdict: "right" },
  "is delayed until the caller has gone": {
    fault: { kind: "delays" },
    conduct: "cancelled",
    verdict: "CANCELLED",
  },
  "stalls, and the caller cancels": {
    fault: { kind: "stalls" },
    conduct: "cancelled",
    verdict: "CANCELLED",
  },
  "stalls until the deadline": {
    fault: { kind: "stalls" },
    conduct: "hurried",
    verdict: "DEADLINE_EXCEEDED",
  },
  // A page may have less, and a hole in what is got is a user who is not there.
  "answers less than was asked for": {
    fault: { kind: "answers_less" },
    conduct: "patient",
    verdict: "internal or right",
    operations: ["get", "insert"],
  },
  "answers with holes": {
    fault: { kind: "answers_holes" },
    conduct: "patient",
    verdict: "internal or right",
    operations: ["list", "insert"],
  },
  "answers nothing": {
    fault: { kind: "answers_nothing" },
    conduct: "patient",
    verdict: "internal or right",
    operations: neverNothing,
  },
};

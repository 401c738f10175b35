import type { CallOptions, Client, StatusCode, User, UserService } from "@org/user-core";
import type { StoreOperation } from "../faulty-store/fault.ts";
import type { Pacing } from "./paced-requests.ts";

/** What a walked call is made with. */
export interface Walker {
  /** The service over the store with a fault. */
  readonly users: Client<typeof UserService>;
  /** The same over the store without, in process. */
  readonly directly: Client<typeof UserService>;
  /** Deadline and signal of the call. */
  readonly options: CallOptions;
  /** A user at revision 2. */
  readonly ada: User;
  /** A user at revision 1. */
  readonly grace: User;
  /** Makes a stream of requests in groups. */
  readonly requests: Pacing["requests"];
  /** Takes each message that the call answers. */
  see(message: unknown): void;
}

/** One call whose every operation on the store is made to fail, in every way. */
export interface WalkedCall {
  /** As in the names of tests. */
  readonly name: string;
  readonly run: (walker: Walker) => Promise<void>;
  /** In how many commits it writes; each is all or nothing. */
  readonly commits: number;
  /**
   * What the same request leads to once it is done: `same`, the same answer and
   * no change; `applies`, it is done once more; or an error. `undefined`: it
   * means something else then.
   */
  readonly again: "same" | "applies" | StatusCode | undefined;
  /** Operations that may fail without the call, which asks again. Default: none. */
  readonly survives?: readonly StoreOperation[];
  /** Operations that may fail the call or not: it asks for them, and so does somebody for it. Default: none. */
  readonly shares?: readonly StoreOperation[];
  /** Whether it needs response headers before the first message. Default: false. */
  readonly needsEarlyHeaders?: boolean;
}

/** A request id of the walk. */
export function requestId(n: number): string {
  return `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`;
}

/** Every request id that a walked call uses. */
export const requestIds: readonly string[] = Array.from({ length: 10 }, (_, i) => requestId(i));

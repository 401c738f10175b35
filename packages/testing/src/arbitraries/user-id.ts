import fc from "fast-check";
import { int32From, negativeInt32 } from "./integers.ts";
import { type Invalid, invalidBy } from "./invalid.ts";

/** Options of the arbitraries of requests that name a user. */
export interface UserIdOptions {
  /** The ids to name, such as `fc.constantFrom(1, 2, 3)`. Default: {@link userId}. */
  readonly userIds?: fc.Arbitrary<number>;
}

/** Ids that a user may have: from 1 to the largest `int32`. */
export function userId(): fc.Arbitrary<number> {
  return int32From(1);
}

/** Ids that no user has. The simplest is 0, that of a message without it. */
export function invalidUserId(): fc.Arbitrary<Invalid<number>> {
  return invalidBy({ "is 0": fc.constant(0), "is negative": negativeInt32() });
}

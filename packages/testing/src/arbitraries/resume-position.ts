import fc from "fast-check";
import { int64From } from "./integers.ts";
import { simplestFirst } from "./simplest-first.ts";

/** Where a watch of one user may begin. */
export interface ResumePosition {
  /** For `UserUpdateRequest`; `undefined`: from now on. */
  readonly afterRevision: bigint | undefined;
  /**
   * What must come of it while the log is kept: `updates` all after the
   * revision, then live ones (none yet at the last one); `live` ones only;
   * `ahead` the error FAILED_PRECONDITION, reason RESUME_POINT_AHEAD.
   */
  readonly leadsTo: "updates" | "live" | "ahead";
}

/**
 * Positions to watch a user from, often next to its last revision.
 *
 * @param revision the user's present one.
 */
export function resumePosition(revision: bigint): fc.Arbitrary<ResumePosition> {
  const at = (leadsTo: "updates" | "ahead") => (afterRevision: bigint) => ({
    afterRevision,
    leadsTo,
  });
  return simplestFirst<ResumePosition>(
    fc.bigInt({ min: 0n, max: revision }).map(at("updates")),
    fc.constant({ afterRevision: undefined, leadsTo: "live" }),
    int64From(revision + 1n).map(at("ahead")),
  );
}

import type fc from "fast-check";
import type { Invalid } from "./invalid.ts";
import { tamperedToken } from "./tampered-token.ts";

/**
 * What a resume token that a service gave becomes when it is changed on its
 * way: refused with INVALID_ARGUMENT, or with FAILED_PRECONDITION, reason
 * RESUME_TOKEN_FOREIGN, where the mark of its store is changed.
 *
 * @param token a `resume_token`.
 */
export function tamperedResumeToken(token: string): fc.Arbitrary<Invalid<string>> {
  return tamperedToken(token);
}

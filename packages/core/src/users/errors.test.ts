import { expect, it } from "vitest";
import {
  emailNotFound,
  emailTaken,
  invalidFields,
  invalidRequest,
  logNeverReached,
  requestIdReused,
  resumePointAhead,
  resumePointExpired,
  resumeTokenForeign,
  revisionMismatch,
  tooManyAttempts,
  userInactive,
  userNotFound,
} from "./errors.ts";

it.each([
  [() => userNotFound(7), "NOT_FOUND", "User 7 not found", "USER_NOT_FOUND", { user_id: "7" }],
  [() => emailNotFound(), "NOT_FOUND", "User not found", "USER_NOT_FOUND", {}],
  [() => emailTaken(), "ALREADY_EXISTS", "Email already registered", "EMAIL_TAKEN", {}],
  [
    () => requestIdReused(),
    "ALREADY_EXISTS",
    "Request id already used with other content",
    "REQUEST_ID_REUSED",
    {},
  ],
  [
    () => revisionMismatch(3n),
    "ABORTED",
    "User is at revision 3",
    "REVISION_MISMATCH",
    { current_revision: "3" },
  ],
  [
    () => resumePointExpired(),
    "OUT_OF_RANGE",
    "The updates after this point are no longer kept",
    "RESUME_POINT_EXPIRED",
    {},
  ],
  [
    () => resumePointAhead(2n),
    "FAILED_PRECONDITION",
    "User is only at revision 2",
    "RESUME_POINT_AHEAD",
    { current_revision: "2" },
  ],
  [() => userInactive(), "FAILED_PRECONDITION", "User is inactive", "USER_INACTIVE", {}],
  [() => tooManyAttempts(7), "RESOURCE_EXHAUSTED", "Too many attempts", "TOO_MANY_ATTEMPTS", {}],
  [
    () => resumeTokenForeign(),
    "FAILED_PRECONDITION",
    "The resume token is of another store",
    "RESUME_TOKEN_FOREIGN",
    {},
  ],
  [
    () => logNeverReached(),
    "FAILED_PRECONDITION",
    "The log has not reached this point",
    "RESUME_POINT_AHEAD",
    {},
  ],
  [() => invalidRequest("Odd"), "INVALID_ARGUMENT", "Odd", "INVALID_REQUEST", {}],
])("%s says what a person and a program need", (makeError, code, message, reason, metadata) => {
  const error = makeError();
  expect(error).toMatchObject({ code, message, reason });
  expect(error.metadata).toEqual(metadata);
  expect(error.fieldViolations).toEqual([]);
});

it("names every field at fault in the message, up to 16 of them", () => {
  const faults = Array.from({ length: 16 }, (_, i) => ({ field: `f${i}`, description: "is odd" }));
  const few = invalidFields(faults.slice(0, 2));
  expect(few.message).toBe("f0: is odd; f1: is odd");
  expect(few.fieldViolations).toEqual(faults.slice(0, 2));
  expect(invalidFields(faults).message).toMatch(/f15: is odd$/);
});

it("counts the fields at fault beyond the first 16", () => {
  const faults = Array.from({ length: 18 }, (_, i) => ({ field: `f${i}`, description: "is odd" }));
  const error = invalidFields(faults);
  expect(error.message).toMatch(/f15: is odd; and 2 more$/);
  expect(error.fieldViolations).toEqual(faults.slice(0, 16));
});

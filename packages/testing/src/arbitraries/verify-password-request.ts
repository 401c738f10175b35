import { create } from "@bufbuild/protobuf";
import { type VerifyPasswordRequest, VerifyPasswordRequestSchema } from "@org/user-core";
import fc from "fast-check";
import { anyEmail, anyPassword } from "./any-fields.ts";
import type { CarrierOptions } from "./carrier.ts";
import { email } from "./email.ts";
import { padded } from "./padded.ts";
import { password } from "./password.ts";

/**
 * `VerifyPasswordRequest`s with an email and a password that a user may have.
 * The simplest has `a@a.a` and `aaaaaaaa`.
 */
export function verifyPasswordRequest(): fc.Arbitrary<VerifyPasswordRequest> {
  return fc
    .record({ email: padded(email()), password: password() })
    .map((fields) => create(VerifyPasswordRequestSchema, fields));
}

/** `VerifyPasswordRequest`s of any kind. */
export function anyVerifyPasswordRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<VerifyPasswordRequest> {
  return fc
    .record({ email: anyEmail(options), password: anyPassword(options) })
    .map((fields) => create(VerifyPasswordRequestSchema, fields));
}

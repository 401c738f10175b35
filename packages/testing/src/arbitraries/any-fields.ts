import fc from "fast-check";
import { anyText } from "./any-text.ts";
import type { CarrierOptions } from "./carrier.ts";
import { email } from "./email.ts";
import type { Invalid } from "./invalid.ts";
import { invalidEmail } from "./invalid-email.ts";
import { padded } from "./padded.ts";
import { invalidPassword, password } from "./password.ts";
import { invalidPasswordHash, passwordHash } from "./password-hash.ts";
import { invalidRequestId, requestId } from "./request-id.ts";
import { simplestFirst } from "./simplest-first.ts";
import { invalidUserName, userName } from "./user-name.ts";

/** What a client may send: nothing, valid, invalid or any text. */
function anyOf(
  valid: fc.Arbitrary<string>,
  invalid: fc.Arbitrary<Invalid<string>>,
  options: CarrierOptions,
): fc.Arbitrary<string> {
  return simplestFirst(
    fc.constant(""),
    valid,
    invalid.map(({ value }) => value),
    anyText(options),
  );
}

/** Emails and what is none. */
export function anyEmail(options: CarrierOptions): fc.Arbitrary<string> {
  return anyOf(padded(email()), invalidEmail(options), options);
}

/** Names and what is none. */
export function anyName(options: CarrierOptions): fc.Arbitrary<string> {
  return anyOf(padded(userName()), invalidUserName(options), options);
}

/** Passwords and what is none. */
export function anyPassword(options: CarrierOptions): fc.Arbitrary<string> {
  return anyOf(password(), invalidPassword(options), options);
}

/** Password hashes and what is none. */
export function anyPasswordHash(options: CarrierOptions): fc.Arbitrary<string> {
  return anyOf(passwordHash(), invalidPasswordHash(), options);
}

/** Request ids and what is none. */
export function anyRequestId(options: CarrierOptions): fc.Arbitrary<string> {
  return anyOf(requestId(), invalidRequestId(), options);
}

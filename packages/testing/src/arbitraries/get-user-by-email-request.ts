import { create } from "@bufbuild/protobuf";
import { type GetUserByEmailRequest, GetUserByEmailRequestSchema } from "@org/user-core";
import type fc from "fast-check";
import { anyEmail } from "./any-fields.ts";
import type { CarrierOptions } from "./carrier.ts";
import { email } from "./email.ts";
import { faultsOf, type InvalidRequest, invalidBy, withFault } from "./invalid.ts";
import { invalidEmail } from "./invalid-email.ts";
import { blank, padded } from "./padded.ts";

/** `GetUserByEmailRequest`s that the service accepts, some with white space to be trimmed. */
export function getUserByEmailRequest(): fc.Arbitrary<GetUserByEmailRequest> {
  return padded(email()).map((text) => create(GetUserByEmailRequestSchema, { email: text }));
}

/** `GetUserByEmailRequest`s that the service refuses. */
export function invalidGetUserByEmailRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<InvalidRequest<GetUserByEmailRequest>> {
  const put = (text: string) => ({ email: text });
  return withFault<GetUserByEmailRequest>(
    getUserByEmailRequest(),
    faultsOf("email", invalidBy({ "is blank": blank() }), put),
    faultsOf("email", invalidEmail(options), put),
  );
}

/** `GetUserByEmailRequest`s of any kind. */
export function anyGetUserByEmailRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<GetUserByEmailRequest> {
  return anyEmail(options).map((text) => create(GetUserByEmailRequestSchema, { email: text }));
}

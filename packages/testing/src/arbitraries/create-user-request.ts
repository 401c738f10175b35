import { create } from "@bufbuild/protobuf";
import { type CreateUserRequest, CreateUserRequestSchema } from "@org/user-core";
import fc from "fast-check";
import { anyEmail, anyName, anyPassword, anyPasswordHash, anyRequestId } from "./any-fields.ts";
import type { CarrierOptions } from "./carrier.ts";
import { email } from "./email.ts";
import { type Fault, faultsOf, type InvalidRequest, invalidBy, withFault } from "./invalid.ts";
import { invalidEmail } from "./invalid-email.ts";
import { blank, padded } from "./padded.ts";
import { invalidPassword, password } from "./password.ts";
import { invalidPasswordHash, passwordHash } from "./password-hash.ts";
import { invalidRequestId, requestId } from "./request-id.ts";
import { simplestFirst } from "./simplest-first.ts";
import { invalidUserName, userName } from "./user-name.ts";

/**
 * `CreateUserRequest`s that the service accepts, if the email is free: with a
 * password, a hash or neither, with and without a request id, some with white
 * space to be trimmed. The simplest has `a@a.a` and `A` and nothing else.
 */
export function createUserRequest(): fc.Arbitrary<CreateUserRequest> {
  const none = fc.constant({});
  return fc
    .record({
      email: padded(email()),
      name: padded(userName()),
      secret: simplestFirst<{ password?: string; passwordHash?: string }>(
        none,
        password().map((text) => ({ password: text })),
        passwordHash().map((text) => ({ passwordHash: text })),
      ),
      requestId: simplestFirst(fc.constant(""), requestId()),
    })
    .map(({ secret, ...fields }) => create(CreateUserRequestSchema, { ...fields, ...secret }));
}

/** `CreateUserRequest`s that the service refuses, for one field alone. */
export function invalidCreateUserRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<InvalidRequest<CreateUserRequest>> {
  const isBlank = invalidBy({ "is blank": blank() });
  const putEmail = (text: string) => ({ email: text });
  const putName = (text: string) => ({ name: text });
  return withFault<CreateUserRequest>(
    createUserRequest(),
    faultsOf("email", isBlank, putEmail),
    faultsOf("name", isBlank, putName),
    faultsOf("email", invalidEmail(options), putEmail),
    faultsOf("name", invalidUserName(options), putName),
    faultsOf("password", invalidPassword(options), (text) => ({
      password: text,
      passwordHash: "",
    })),
    faultsOf("password_hash", invalidPasswordHash(), (hash) => ({
      password: "",
      passwordHash: hash,
    })),
    bothSecrets(),
    faultsOf("request_id", invalidRequestId(), (id) => ({ requestId: id })),
  );
}

function bothSecrets(): fc.Arbitrary<Fault<CreateUserRequest>> {
  return fc.record({ password: password(), passwordHash: passwordHash() }).map((both) => ({
    field: "password_hash",
    why: "comes with a password",
    applyTo: (request) => ({ ...request, ...both }),
  }));
}

/** `CreateUserRequest`s of any kind: each field valid, at or past its limits, or any text. */
export function anyCreateUserRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<CreateUserRequest> {
  return fc
    .record({
      email: anyEmail(options),
      name: anyName(options),
      password: anyPassword(options),
      passwordHash: anyPasswordHash(options),
      requestId: anyRequestId(options),
    })
    .map((fields) => create(CreateUserRequestSchema, fields));
}

import { create } from "@bufbuild/protobuf";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import { type UpdateUserRequest, type User, UserSchema } from "@org/user-core";
import fc from "fast-check";
import type { CarrierOptions } from "./carrier.ts";
import { type Fault, faultsOf, type InvalidRequest, invalidBy, withFault } from "./invalid.ts";
import { invalidEmail } from "./invalid-email.ts";
import { blank } from "./padded.ts";
import { invalidPassword } from "./password.ts";
import { invalidUpdateMask } from "./update-mask.ts";
import { updateUserRequest } from "./update-user-request.ts";
import { invalidUserId } from "./user-id.ts";
import { invalidUserName } from "./user-name.ts";

type Faults = fc.Arbitrary<Fault<UpdateUserRequest>>;

/** `UpdateUserRequest`s that the service refuses, for one field alone. */
export function invalidUpdateUserRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<InvalidRequest<UpdateUserRequest>> {
  const isBlank = invalidBy({ "is blank": blank() });
  return withFault(
    updateUserRequest(options),
    noUser(),
    faultsOfUser("user.id", invalidUserId(), (id) => ({ id })),
    unknownPaths(options),
    named(
      "email",
      faultsOfUser("user.email", isBlank, (text) => ({ email: text })),
    ),
    named(
      "name",
      faultsOfUser("user.name", isBlank, (text) => ({ name: text })),
    ),
    named(
      "email",
      faultsOfUser("user.email", invalidEmail(options), (text) => ({ email: text })),
    ),
    named(
      "name",
      faultsOfUser("user.name", invalidUserName(options), (text) => ({ name: text })),
    ),
    named(
      "password",
      faultsOf("password", invalidPassword(options), (text) => ({ password: text })),
    ),
  );
}

function noUser(): Faults {
  return fc.constant({
    field: "user",
    why: "is missing",
    applyTo: ({ user: _none, ...others }) => others,
  });
}

/** The user of a request with other values. */
function withUser(request: UpdateUserRequest, values: Partial<User>): UpdateUserRequest {
  return { ...request, user: { ...(request.user ?? create(UserSchema)), ...values } };
}

function faultsOfUser<V>(
  field: string,
  values: Parameters<typeof faultsOf<User, V>>[1],
  put: (value: V) => Partial<User>,
): Faults {
  return values.map(({ value, why }) => ({
    field,
    why,
    applyTo: (request) => withUser(request, put(value)),
  }));
}

/** Faults of a field that the mask names, alone: other fields may hold anything. */
function named(path: string, faults: Faults): Faults {
  return faults.map((fault) => ({
    ...fault,
    applyTo: (request) => ({
      ...fault.applyTo(request),
      updateMask: create(FieldMaskSchema, { paths: [path] }),
    }),
  }));
}

/** All fields are valid that the mask may name beside. */
function unknownPaths(options: CarrierOptions): Faults {
  return invalidUpdateMask(options).map((mask) => ({
    field: "update_mask",
    why: "names an unknown path",
    applyTo: (request) => ({
      ...withUser(request, { email: "a@a.a", name: "A" }),
      password: "",
      updateMask: mask,
    }),
  }));
}

import { create } from "@bufbuild/protobuf";
import { type UpdateUserRequest, UpdateUserRequestSchema, UserSchema } from "@org/user-core";
import fc from "fast-check";
import { anyEmail, anyName, anyPassword } from "./any-fields.ts";
import type { CarrierOptions } from "./carrier.ts";
import { email } from "./email.ts";
import { anyInt32, anyInt64 } from "./integers.ts";
import { padded } from "./padded.ts";
import { password } from "./password.ts";
import { simplestFirst } from "./simplest-first.ts";
import { invalidUpdateMask, updateMask } from "./update-mask.ts";
import { type UserIdOptions, userId } from "./user-id.ts";
import { userName } from "./user-name.ts";

/** The fields that a mask names, in one flat object. */
interface Values {
  readonly email: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly password: string;
}

/**
 * `UpdateUserRequest`s that the service accepts, if the user is there and at
 * the expected revision and the email is free. With a mask, whose fields are
 * valid and whose other fields may hold anything; or without one, where what
 * is set is valid. Fields of the user that can't be updated hold anything.
 */
export function updateUserRequest(
  options: CarrierOptions & UserIdOptions = {},
): fc.Arbitrary<UpdateUserRequest> {
  const none = fc.constant("");
  const valid = fc.record({
    email: padded(email()),
    name: padded(userName()),
    isActive: fc.boolean(),
    password: simplestFirst(none, password()),
  });
  const whatIsSet = fc.record({
    email: simplestFirst(none, padded(email())),
    name: simplestFirst(none, padded(userName())),
    isActive: fc.boolean(),
    password: simplestFirst(none, password()),
  });
  const unmasked = fc.record<Update>({
    values: whatIsSet,
    updateMask: fc.constantFrom(undefined, []),
  });
  const masked = fc
    .record({ valid, others: anyValues(options), mask: updateMask() })
    .map(({ valid: named, others, mask: { paths } }) => ({
      values: {
        email: (paths.includes("email") ? named : others).email,
        name: (paths.includes("name") ? named : others).name,
        isActive: named.isActive,
        password: (paths.includes("password") ? named : others).password,
      },
      updateMask: paths,
    }));
  return requestsOf(options.userIds ?? userId(), simplestFirst<Update>(unmasked, masked));
}

interface Update {
  readonly values: Values;
  /** `undefined` for none. */
  readonly updateMask: string[] | undefined;
}

/** `UpdateUserRequest`s of any kind, some without a user. */
export function anyUpdateUserRequest(
  options: CarrierOptions = {},
): fc.Arbitrary<UpdateUserRequest> {
  const paths = simplestFirst(updateMask(), invalidUpdateMask(options)).map((mask) => mask.paths);
  const updates = fc.record<Update>({
    values: anyValues(options),
    updateMask: simplestFirst<string[] | undefined>(fc.constant(undefined), paths),
  });
  return fc
    .tuple(requestsOf(anyInt32(), updates), fc.integer({ min: 0, max: 9 }))
    .map(([request, dice]) => {
      if (dice < 9) return request;
      const { user: _none, ...others } = request;
      return others;
    });
}

function anyValues(options: CarrierOptions): fc.Arbitrary<Values> {
  return fc.record({
    email: anyEmail(options),
    name: anyName(options),
    isActive: fc.boolean(),
    password: anyPassword(options),
  });
}

function requestsOf(
  ids: fc.Arbitrary<number>,
  updates: fc.Arbitrary<Update>,
): fc.Arbitrary<UpdateUserRequest> {
  return fc
    .record({
      id: ids,
      update: updates,
      ignored: fc.record({ createdAt: anyInt64(), updatedAt: anyInt64(), revision: anyInt64() }),
      expectedRevision: fc.option(anyInt64(), { nil: undefined, freq: 1 }),
    })
    .map(({ id, update, ignored, expectedRevision }) => {
      const { password: secret, ...fields } = update.values;
      return create(UpdateUserRequestSchema, {
        user: create(UserSchema, { id, ...fields, ...ignored }),
        password: secret,
        ...(update.updateMask && { updateMask: { paths: update.updateMask } }),
        ...(expectedRevision !== undefined && { expectedRevision }),
      });
    });
}

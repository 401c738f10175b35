import { create } from "@bufbuild/protobuf";
import { type User, UserSchema } from "@org/user-core";
import fc from "fast-check";
import { email } from "./email.ts";
import { userId } from "./user-id.ts";
import { userName } from "./user-name.ts";

/** Times between 1970 and 9999, in Unix seconds. */
function unixSeconds(): fc.Arbitrary<bigint> {
  return fc.bigInt({ min: 0n, max: 253_402_300_799n });
}

/**
 * Users as the service may answer them: of a valid, trimmed email and name, at
 * a revision from 1. At revision 1 they are as they were created: active, and
 * never updated. Later, `updatedAt` is not before `createdAt`.
 */
export function user(): fc.Arbitrary<User> {
  return fc
    .record({
      id: userId(),
      email: email(),
      name: userName(),
      createdAt: unixSeconds(),
      updates: fc.bigInt({ min: 0n, max: 2n ** 40n }),
      ageSeconds: fc.bigInt({ min: 0n, max: 2n ** 31n }),
      isActive: fc.boolean(),
    })
    .map(({ updates, ageSeconds, isActive, ...fields }) =>
      create(UserSchema, {
        ...fields,
        isActive: updates === 0n || isActive,
        updatedAt: updates === 0n ? fields.createdAt : fields.createdAt + ageSeconds,
        revision: 1n + updates,
      }),
    );
}

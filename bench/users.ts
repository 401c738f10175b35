import { create } from "@bufbuild/protobuf";
import { type User, UserSchema } from "@org/user-core";

const now = BigInt(Math.floor(Date.now() / 1000));

function user(id: number): User {
  return create(UserSchema, {
    id,
    email: `member${id}@example.com`,
    name: `User ${id}`,
    isActive: true,
    createdAt: now,
    updatedAt: now,
    revision: 1n,
  });
}

/** A page of users, as every server of these benchmarks has it. */
export const hundredUsers: User[] = Array.from({ length: 100 }, (_, i) => user(i + 1));

/** The first of them. */
export const theUser: User = user(1);

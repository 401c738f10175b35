import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { UserSchema, UserUpdateSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { createUserCopy } from "./user-copy.ts";

const ada = create(UserSchema, { id: 1, email: "ada@example.com", name: "Ada", revision: 3n });

function renamed(userId: number, revision: bigint, newValue = "Grace") {
  const value = create(UserUpdateSchema, { userId, revision, field: "name", newValue });
  return { case: "updated", value } as const;
}

it("leaves a user as it is by changes that it was received with", () => {
  const copy = createUserCopy();
  copy.apply({ case: "existing", value: ada });
  copy.apply(renamed(1, 3n, "Old"));
  copy.apply({ case: "existing", value: { ...ada, name: "Older", revision: 2n } });
  expect(copy.get(1)).toEqual(ada);
});

it("takes no note of what led to the deletion of a user whom it was never told of", () => {
  const copy = createUserCopy();
  copy.apply(renamed(7, 4n));
  copy.apply({ case: "deletedId", value: 7 });
  expect(copy.size).toBe(0);
});

it("fails rather than skip a revision", () => {
  const copy = createUserCopy();
  copy.apply({ case: "existing", value: ada });
  expect(() => copy.apply(renamed(1, 5n))).toThrow("skips a revision");
});

it("finds who has an email now, though somebody else had it", () => {
  const copy = createUserCopy();
  copy.apply({ case: "existing", value: ada });
  const moved = { field: "email", newValue: "countess@example.com", userId: 1, revision: 4n };
  copy.apply({ case: "updated", value: create(UserUpdateSchema, moved) });
  expect(copy.getByEmail("ada@example.com")).toBeUndefined();
  const grace = { ...ada, id: 2, revision: 1n };
  copy.apply({ case: "created", value: grace });
  copy.apply({ case: "deletedId", value: 1 });
  expect(copy.getByEmail("ADA@example.com")).toEqual(grace);
  expect(copy.getByEmail("countess@example.com")).toBeUndefined();
});

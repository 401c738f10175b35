import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { UserSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { createFieldChecks, deletionOf, stepUser } from "./user.ts";

const user = create(UserSchema, {
  id: 7,
  email: "ada@example.com",
  name: "Ada",
  isActive: true,
  createdAt: 1n,
  updatedAt: 2n,
  revision: 5n,
});

it("makes an update and a revision of each field that changes, in order", () => {
  const patch = { email: "a@example.com", name: "A", isActive: false, password: true };
  const { next, updates } = stepUser(user, patch, 9n);
  expect(next).toMatchObject({
    id: 7,
    email: "a@example.com",
    name: "A",
    isActive: false,
    createdAt: 1n,
    updatedAt: 9n,
    revision: 9n,
  });
  expect(updates).toMatchObject([
    { field: "email", oldValue: "ada@example.com", newValue: "a@example.com", revision: 6n },
    { field: "name", oldValue: "Ada", newValue: "A", revision: 7n },
    { field: "is_active", oldValue: "true", newValue: "false", revision: 8n },
    { field: "password", oldValue: "", newValue: "", revision: 9n },
  ]);
  expect(updates.every(({ userId, timestamp }) => userId === 7 && timestamp === 9n)).toBe(true);
});

it("makes no update of a field that keeps its value or is not named", () => {
  const { email, name, isActive } = user;
  expect(stepUser(user, { email, name, isActive, password: false }, 9n).updates).toEqual([]);
  const { next, updates } = stepUser(user, {}, 9n);
  expect(updates).toEqual([]);
  expect(next).toMatchObject({ email, name, isActive, revision: 5n });
});

it("ends a user's updates with its deletion", () => {
  expect(deletionOf(user, 9n)).toMatchObject({
    userId: 7,
    field: "deleted",
    oldValue: "false",
    newValue: "true",
    timestamp: 9n,
    revision: 6n,
  });
});

it("collects what is wrong with each field, under the prefix of the user's own", () => {
  const checks = createFieldChecks("user.");
  expect(checks.email("nowhere")).toBe("");
  expect(checks.email("Ada@Example.com")).toBe("ada@example.com");
  checks.name("A\u0007da");
  checks.name("Ada");
  checks.password("short");
  checks.password("long enough");
  checks.passwordHash("plain", {});
  checks.passwordHash("$2b$10$abc", {});
  expect(checks.violations).toEqual([
    { field: "user.email", description: "is not an email address" },
    { field: "user.name", description: "must not contain control characters" },
    { field: "password", description: "must have 8 to 128 characters" },
    { field: "password_hash", description: "must be a PHC string or a modular crypt hash" },
  ]);
});

it.each([
  ["a".repeat(200), undefined],
  ["a".repeat(201), "must have at most 200 characters"],
  ["𝒳".repeat(200), undefined],
  ["𝒳".repeat(201), "must have at most 200 characters"],
  ["a\ud800", "must be well-formed Unicode"],
  ["a\u007f", "must not contain control characters"],
  ["Ada „Lovelace“", undefined],
])("finds in the name %j: %s", (name, fault) => {
  const checks = createFieldChecks();
  checks.name(name);
  expect(checks.violations).toEqual(
    fault === undefined ? [] : [{ field: "name", description: fault }],
  );
});

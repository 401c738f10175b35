import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { CreateUserRequestSchema } from "../gen/userservice/v1/user_service_pb.ts";
import type { ServiceError } from "../rpc/service-error.ts";
import { checkCreateUserRequest } from "./new-user.ts";
import type { PasswordHasher } from "./password.ts";

type Fields = Partial<Record<"email" | "name" | "password" | "passwordHash" | "requestId", string>>;

type Accepting = Pick<PasswordHasher, "accepts">;

const check = (fields: Fields, hasher: Accepting = {}) =>
  checkCreateUserRequest(
    create(CreateUserRequestSchema, { email: "ada@example.com", name: "Ada", ...fields }),
    hasher,
  );

function violations(fields: Fields, hasher?: Accepting): ServiceError["fieldViolations"] {
  try {
    check(fields, hasher);
    return [];
  } catch (error) {
    return (error as ServiceError).fieldViolations;
  }
}

it("trims text, not passwords, and lower-cases the request id", () => {
  const requestId = "ABCDEF00-0000-4000-8000-00000000000F";
  expect(
    check({ email: " Ada@Example.com\t", name: "\n Ada ", password: " 1234567", requestId }),
  ).toEqual({
    email: "Ada@Example.com",
    emailKey: "ada@example.com",
    name: "Ada",
    password: " 1234567",
    passwordHash: "",
    requestId: requestId.toLowerCase(),
  });
  expect(check({}).requestId).toBeUndefined();
});

it("names each field that is missing", () => {
  const required = (field: string) => ({ field, description: "is required" });
  expect(violations({ email: " " })).toEqual([required("email")]);
  expect(violations({ name: "\t" })).toEqual([required("name")]);
  expect(violations({ email: "", name: "" })).toEqual([required("email"), required("name")]);
});

it("names all fields at fault at once, each with what is wrong", () => {
  expect(
    violations({
      email: "nowhere",
      name: "A\u0007da",
      password: "short",
      passwordHash: "plain",
      requestId: "1",
    }),
  ).toEqual([
    { field: "email", description: "is not an email address" },
    { field: "name", description: "must not contain control characters" },
    { field: "password", description: "must have 8 to 128 characters" },
    { field: "password_hash", description: "must be a PHC string or a modular crypt hash" },
    { field: "password_hash", description: "must not be given with a password" },
    { field: "request_id", description: "must be a UUID" },
  ]);
});

it("refuses a hash that its hasher can never check, and asks it about nothing else", () => {
  const asked: string[] = [];
  const hasher = {
    accepts(hash: string) {
      asked.push(hash);
      return hash.startsWith("$2b$");
    },
  };
  expect(check({ passwordHash: "$2b$10$abc" }, hasher).passwordHash).toBe("$2b$10$abc");
  const refused = violations({ passwordHash: "$2x$10$abc" }, hasher);
  expect(refused).toEqual([
    {
      field: "password_hash",
      description: "is malformed, or of an algorithm or a cost that can't be checked here",
    },
  ]);
  expect(violations({ password: "correct horse" }, hasher)).toEqual([]);
  expect(violations({ passwordHash: "plain" }, hasher)).toMatchObject([{ field: "password_hash" }]);
  expect(asked).toEqual(["$2b$10$abc", "$2x$10$abc"]);
});

const uuid = "01234567-89ab-4cde-8f01-23456789abcd";

it.each([
  `x${uuid}`,
  `${uuid}0`,
  uuid.slice(1),
  uuid.slice(0, -1),
  uuid.replaceAll("-", ""),
  uuid.replace("0", "g"),
  uuid.replace("89ab", "89abc"),
  uuid.replace("4cde", "4cd"),
  uuid.replace("8f01", "8g01"),
  `${uuid}\n`,
])("refuses the request id %j", (requestId) => {
  expect(violations({ requestId })).toEqual([
    { field: "request_id", description: "must be a UUID" },
  ]);
});

import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { CreateUserRequestSchema, isServiceError } from "@org/user-core";
import {
  type CheckedRequest,
  checkCreateUserRequest,
} from "../../packages/core/src/users/new-user.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const fields = new Set(["email", "name", "password", "password_hash", "request_id"]);

/** A UUID as RFC 9562 writes it, by its places and not by a pattern. */
function isUuid(text: string): boolean {
  const groups = text.split("-");
  return (
    groups.map(({ length }) => length).join(" ") === "8 4 4 4 12" &&
    [...groups.join("")].every((digit) => "0123456789abcdefABCDEF".includes(digit))
  );
}

function attempt(texts: readonly string[]): CheckedRequest | undefined {
  const [requestId = "", name = "", password = "", passwordHash = "", email = ""] = texts;
  const request = { requestId, name, password, passwordHash, email };
  try {
    return checkCreateUserRequest(create(CreateUserRequestSchema, request), {});
  } catch (error) {
    assert.ok(isServiceError(error), `${error}`);
    assert.equal(error.code, "INVALID_ARGUMENT");
    const { fieldViolations, message } = error;
    assert.ok(fieldViolations.length > 0 && message.length < 1_024, message);
    for (const { field } of fieldViolations) assert.ok(fields.has(field), field);
    const names = fieldViolations.map(({ field }) => field);
    const wrong = requestId !== "" && !isUuid(requestId);
    // Without an email and a name the rest is not looked at.
    if (email.trim() !== "" && name.trim() !== "")
      assert.equal(names.includes("request_id"), wrong);
    // What was sent is not said again: it may be a password in the wrong field.
    if (password.length > 12) assert.ok(!message.includes(password), message);
    return undefined;
  }
}

/** New users: what passes is within every limit, and a request id is a UUID in lower case. */
export const target: FuzzTarget = {
  words: [
    ...["00000000-0000-4000-8000-000000000000", "ABCDEF01-", "-", "a@example.com", "Ada"],
    ...["correct horse", "$2b$12$abc", "\u0085", "\u00a0", "\ufeff", "\u202e"],
  ],
  run(data) {
    const input = createInput(data);
    const texts = Array.from({ length: 5 }, input.text);
    const [requestId = "", name = ""] = texts;
    const checked = attempt(texts);
    if (checked === undefined) return;
    assert.ok([...checked.name].length <= 200 && !/\p{Cc}/u.test(checked.name));
    assert.equal(checked.name, name.trim());
    assert.ok(checked.name !== "" && checked.name.isWellFormed());
    assert.ok(checked.password === "" || checked.passwordHash === "");
    assert.equal(checked.requestId !== undefined, requestId !== "");
    if (checked.requestId === undefined) return;
    assert.ok(isUuid(checked.requestId) && !/[A-F]/.test(checked.requestId));
    assert.equal(checked.requestId.toUpperCase(), requestId.toUpperCase());
  },
};

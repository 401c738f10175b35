import { randomBytes, scryptSync } from "node:crypto";
import { expect, it } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { startServer } from "./server-process.fixture.ts";

const memory = ["--store", "memory:"];
const password = "correct horse battery";

/** A hash of another system. */
function scryptHash(text: string): string {
  const salt = randomBytes(16);
  const tag = scryptSync(text, salt, 32, { N: 1_024, r: 8, p: 1 });
  const [saltText, tagText] = [salt, tag].map((bytes) =>
    bytes.toString("base64").replace(/=+$/, ""),
  );
  return `$scrypt$ln=10,r=8,p=1$${saltText}$${tagText}`;
}

it("signs users in with their passwords, and with those whose hashes were imported", async () => {
  await using server = await startServer(memory);
  using users = connectTo(server);
  const ada = { email: "ada@example.com", password };
  const bob = { email: "bob@example.com", password };
  await users.createUser({ ...ada, name: "Ada" });
  await users.createUser({ email: bob.email, name: "Bob", passwordHash: scryptHash(password) });
  expect(await users.verifyPassword(ada)).toMatchObject({ name: "Ada" });
  // The first brings the hash up to date, the second is checked against that.
  for (let i = 0; i < 2; i += 1) {
    expect(await users.verifyPassword(bob)).toMatchObject({ name: "Bob" });
  }
  const wrong = await failureOf(users.verifyPassword({ ...bob, password: "wrong horse battery" }));
  expect(wrong).toMatchObject({ code: "UNAUTHENTICATED", reason: "INVALID_CREDENTIALS" });
});

it("refuses a hash that it could never check", async () => {
  await using server = await startServer(memory);
  using users = connectTo(server);
  const passwordHash = "$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$dGFndGFndGFndGFndGFndGFn";
  const call = users.createUser({ email: "ada@example.com", name: "Ada", passwordHash });
  expect(await failureOf(call)).toMatchObject({
    code: "INVALID_ARGUMENT",
    fieldViolations: [{ field: "password_hash" }],
  });
});

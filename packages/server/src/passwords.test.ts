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

it("answers other calls while passwords come in floods, of which it refuses what can't wait", async () => {
  await using server = await startServer(memory);
  using users = connectTo(server);
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  let pending = 200;
  const flood = Array.from({ length: pending }, (_, i) =>
    users
      .createUser({ email: `user${i}@example.com`, name: "N", password })
      .then(
        () => "OK",
        ({ reason }) => reason,
      )
      .finally(() => {
        pending -= 1;
      }),
  );
  let answered = 0;
  while (pending > 10) {
    expect(await users.getUser({ userId: id })).toMatchObject({ name: "Ada" });
    answered += 1;
  }
  const outcomes = await Promise.all(flood);
  const refused = outcomes.filter((outcome) => outcome === "OVERLOADED").length;
  const created = outcomes.filter((outcome) => outcome === "OK").length;
  expect(refused + created).toBe(flood.length);
  expect(created).toBeGreaterThanOrEqual(64);
  expect(refused).toBeGreaterThan(0);
  // Were they made on the event loop, each would wait for all that is ahead of it.
  expect(answered).toBeGreaterThan(created);
});

import { inspect } from "node:util";
import { expect, it } from "vitest";
import { ServiceError } from "./service-error.ts";
import { withheld, withholdSecrets } from "./withhold-secrets.ts";

const secret = "correct horse battery";
const hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$dGFndGFndGFn";
const jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

/** All that an error shows, as it is printed. */
function shown(error: unknown): string {
  return inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
}

it("leaves an error alone that holds none, with all its properties", () => {
  const properties = { errno: 5, detail: null, page: new Uint8Array(5_000) };
  const error = Object.assign(new TypeError("broken", { cause: new Error("disk") }), properties);
  expect(withholdSecrets(error, [secret])).toBe(error);
  expect(withholdSecrets(undefined, [secret])).toBeUndefined();
});

it.each([
  ["its message", () => new Error(`bad ${secret}`)],
  ["its name", () => Object.assign(new Error("bad"), { name: secret })],
  ["its cause's cause", () => new Error("1", { cause: new Error("2", { cause: secret }) })],
  ["a property", () => Object.assign(new Error("bad"), { detail: `row (${secret})` })],
  ["a list in a property", () => Object.assign(new Error("bad"), { parameters: [1, [secret]] })],
  ["a map in a property", () => Object.assign(new Error("bad"), { row: new Map([[secret, 1]]) })],
  ["a name of a property", () => Object.assign(new Error("bad"), { rows: { [secret]: 1 } })],
  ["one of many errors", () => new AggregateError([new Error("1"), new Error(secret)], "all")],
  [
    "a stack older than its message",
    () => Object.assign(new Error("cleaned too late"), { stack: `Error: ${secret}\n    at x` }),
  ],
  ["a text that was thrown", () => secret],
  ["something else that was thrown", () => ({ reason: { of: secret } })],
  ["a service error's metadata", () => new ServiceError("ABORTED", "", { metadata: { secret } })],
  ["a service error's message", () => new ServiceError("ABORTED", secret)],
  ["a service error's cause", () => new ServiceError("ABORTED", "x", { cause: new Error(secret) })],
])("withholds a secret in %s", (_where, make) => {
  const error = make();
  expect(shown(error)).toContain(secret);
  expect(shown(withholdSecrets(error, [secret]))).not.toContain(secret);
});

it.each([
  ["a PHC string", hash],
  ["a bcrypt hash", "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"],
  ["a PBKDF2 hash of Django's", "pbkdf2_sha256$720000$c2FsdHNhbHQ$dGFndGFndGFn"],
  ["a bcrypt hash of Django's", "bcrypt_sha256$$2b$12$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad"],
  ["an Argon2 hash of Django's", `argon2${hash}`],
  ["a scrypt hash of Django's", "scrypt$SaLt$16384$8$1$dGFndGFndGFn"],
  // As they may be imported: behind the name is what the algorithm makes of it.
  ["what begins as a PBKDF2 hash", "pbkdf2_sha256$AbCdEfGh"],
  ["what begins as one with SHA-1", "pbkdf2_sha1$AbCdEfGh"],
  ["what begins as a bcrypt hash", "bcrypt$AbCdEfGh"],
  ["what begins as one of a digest", "bcrypt_sha256$AbCdEfGh"],
  ["what begins as an Argon2 hash", "argon2$AbCdEfGh"],
  ["what begins as a scrypt hash", "scrypt$AbCdEfGh"],
  ["a JSON Web Token", jwt],
  ["a header with a token", "authorization: Bearer 0123456789abcdef"],
  ["a header with spaces in it", "authorization: Basic  0123456789abcdef"],
  ["a URL with a password", "postgres://users:hunter2@db/users"],
])("knows %s without being told", (_what, text) => {
  expect(shown(withholdSecrets(new Error(`row (1, ${text})`)))).not.toContain(text);
});

it.each([
  "insert into users values ($1, $2), ($3, $4)",
  "bearer token is missing",
  "http://127.0.0.1:50051/userservice.v1.UserService",
  "eyJ",
  "eyJhbGciOiJFUzI1NiJ9.short",
  "costs a$5$or so",
])("does not take %j for a secret", (text) => {
  const error = new Error(text);
  expect(withholdSecrets(error)).toBe(error);
});

it("keeps what tells nothing: codes, the stack's lines, causes without a secret", () => {
  const cause = new Error("disk");
  const properties = { code: "23502", errno: 5, detail: secret, row: { id: 1 } };
  const error = Object.assign(new TypeError(secret, { cause }), properties);
  const discreet = withholdSecrets(error, [secret]);
  const kept = { name: "TypeError", message: withheld, code: "23502", errno: 5, detail: withheld };
  expect(discreet).toMatchObject(kept);
  expect((discreet as Error).cause).toBe(cause);
  // What has properties of its own is too much to show in part.
  expect(discreet).not.toHaveProperty("row");
  expect(shown(discreet)).toContain("withhold-secrets.test.ts");
});

it("makes up nothing: no cause, no name and no stack that was not there", () => {
  const error = Object.assign(new Error("bad"), { name: secret, stack: undefined });
  const discreet = withholdSecrets(error, [secret]) as Error;
  expect(discreet).toMatchObject({ name: "Error", stack: "Error: bad" });
  expect(discreet).not.toHaveProperty("cause");
});

it("keeps those lines of a stack that say where, without a secret in them", () => {
  const lines = [
    "    at save (store.ts:1:2)",
    `    at ${secret}`,
    "    at async serve (call.ts:3:4)",
  ];
  const said = ["at the door", "it said:     at home", " at odds"];
  const stack = [`Error: ${secret}`, ...said, ...lines].join("\n");
  expect(withholdSecrets(Object.assign(new Error(secret), { stack }), [secret])).toMatchObject({
    stack: [`Error: ${withheld}`, lines[0], lines[2]].join("\n"),
  });
});

it("keeps a service error's code, reason, id and time of the next try", () => {
  const cause = new Error("disk");
  const options = { reason: "OVERLOADED", requestId: "call-1", retryAfterMs: 100, cause };
  const error = new ServiceError("RESOURCE_EXHAUSTED", secret, options);
  const discreet = withholdSecrets(error, [secret]);
  const { cause: _, ...kept } = options;
  expect(discreet).toMatchObject({ code: "RESOURCE_EXHAUSTED", message: withheld, ...kept });
  expect((discreet as Error).cause).toBe(cause);
});

it("keeps a service error's message whose reason and domain held a secret, and are empty then", () => {
  const error = new ServiceError("ABORTED", "bad", { reason: secret, domain: secret });
  const expected = { code: "ABORTED", message: "bad", reason: "", domain: "" };
  expect(withholdSecrets(error, [secret])).toMatchObject(expected);
});

it("keeps each violation of a field, without the texts that hold a secret", () => {
  const { field, description } = { field: "name", description: "must not be empty" };
  const quoting = { field: "email", description: `must not be ${secret}` };
  const called = { field: secret, description };
  const fieldViolations = [{ field, description }, quoting, called];
  const error = new ServiceError("INVALID_ARGUMENT", "Invalid user", { fieldViolations });
  expect(withholdSecrets(error, [secret])).toMatchObject({
    message: "Invalid user",
    fieldViolations: [
      { field, description },
      { field: "email", description: withheld },
      { field: "", description },
    ],
  });
});

it("withholds what is too large to be looked through, and ends in a circle", () => {
  const large = Object.assign(new Error("bad"), {
    rows: Array.from({ length: 2_000 }, () => ({})),
  });
  expect(withholdSecrets(large)).not.toBe(large);
  const circle: Error & { self?: unknown } = new Error("round");
  circle.self = circle;
  expect(withholdSecrets(circle)).toBe(circle);
});

it("takes no text of three characters for a secret: who calls does not choose what is logged", () => {
  const error = new Error("at the end");
  expect(withholdSecrets(error, ["", "at ", "end"])).toBe(error);
  expect(withholdSecrets(error, [" end"])).toMatchObject({ message: withheld });
});

it("looks through a megabyte in linear time", () => {
  const start = performance.now();
  for (const text of ["eyJ-", "$a", "://a:", "bearer ", "eyJaaaaaaaa."]) {
    withholdSecrets(new Error(text.repeat(1_000_000 / text.length)));
  }
  expect(performance.now() - start).toBeLessThan(2_000);
});

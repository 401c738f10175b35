import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** Well-formed, of no password. */
const aHash = `$pbkdf2-sha256$i=1000$c2FsdHNhbHQ$${"A".repeat(43)}`;

const requestId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** CreateUser, as in the wire contract. */
export function createUserContract(factory: ServiceFactory): void {
  const context = useService(factory);

  it("creates an active user at revision 1, with trimmed text", async () => {
    const before = BigInt(Math.floor(Date.now() / 1000));
    const user = await context.users.createUser({ email: " Trim@Example.com ", name: "\tAda " });
    expect(user).toMatchObject({
      email: "Trim@Example.com",
      name: "Ada",
      isActive: true,
      revision: 1n,
    });
    expect(user.id).toBeGreaterThan(0);
    expect(user.createdAt).toBeGreaterThanOrEqual(before);
    expect(user.updatedAt).toBe(user.createdAt);
  });

  it("assigns increasing ids", async () => {
    const first = await context.users.createUser({ email: context.freshEmail(), name: "A" });
    const second = await context.users.createUser({ email: context.freshEmail(), name: "B" });
    expect(second.id).toBeGreaterThan(first.id);
  });

  it.each([
    ["", "Ada", ["email"]],
    ["ada@example.com", " ", ["name"]],
    ["", "", ["email", "name"]],
  ])("requires email and name: %j, %j", async (email, name, fields) => {
    const error = await failureOf(context.users.createUser({ email, name }));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "Email and name are required",
    });
    expect(error.fieldViolations.map(({ field }) => field)).toEqual(fields);
  });

  it.each([
    ["a malformed email", { email: "not an email" }, "email"],
    [
      "an email of more than 254 bytes",
      {
        email: `a@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.${"f".repeat(20)}`,
      },
      "email",
    ],
    ["a local part of more than 64 bytes", { email: `${"ä".repeat(33)}@example.com` }, "email"],
    ["a zero-width character in the email", { email: "a\u200bb@example.com" }, "email"],
    ["a name of 201 code points", { name: "𝒳".repeat(201) }, "name"],
    ["an invisible character in the email", { email: "a\u3164b@example.com" }, "email"],
    ["a control character in the name", { name: "A\u0007da" }, "name"],
    ["a password of 7 characters", { password: "1234567" }, "password"],
    ["a password of 129 characters", { password: "x".repeat(129) }, "password"],
    ["a password hash of no known form", { passwordHash: "plain" }, "password_hash"],
    ["a hash that can't be checked", { passwordHash: "$unknown$c2FsdA$dGFn" }, "password_hash"],
    ["a password and a hash", { password: "12345678", passwordHash: aHash }, "password_hash"],
    ["a request id that is no UUID", { requestId: "1" }, "request_id"],
  ])("refuses %s", async (_what, fields, field) => {
    const request = { email: context.freshEmail(), name: "Ada", ...fields };
    expect(await failureOf(context.users.createUser(request))).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
      fieldViolations: [{ field, description: expect.any(String) }],
    });
  });

  it("accepts what is just within the limits", async () => {
    const name = "𝒳".repeat(200);
    const password = "🔑".repeat(128);
    const user = await context.users.createUser({ email: context.freshEmail(), name, password });
    expect(user.name).toBe(name);
  });

  it("refuses a taken email in any spelling with ALREADY_EXISTS", async () => {
    await context.users.createUser({ email: "Taken@Example.com", name: "First" });
    const again = context.users.createUser({ email: "taken@EXAMPLE.com", name: "Second" });
    expect(await failureOf(again)).toMatchObject({
      code: "ALREADY_EXISTS",
      message: "Email already registered",
      reason: "EMAIL_TAKEN",
    });
  });

  it("lets exactly one of many creates of one email win", async () => {
    const email = context.freshEmail();
    const tries = Array.from({ length: 20 }, (_, i) =>
      context.users.createUser({ email, name: `User ${i}` }),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = results.flatMap((each) =>
      each.status === "rejected" ? [each.reason.reason] : [],
    );
    expect(new Set(lost)).toEqual(new Set(["EMAIL_TAKEN"]));
  });

  it("gives the same user for a request sent again, in its present state", async () => {
    const request = {
      email: context.freshEmail(),
      name: "Ada",
      password: "correct horse",
      requestId: requestId(1),
    };
    const first = await context.users.createUser(request);
    const updated = await context.users.updateUser({ user: { id: first.id, name: "Renamed" } });
    expect(await context.users.createUser(request)).toEqual(updated);
  });

  it("creates one user for one request sent many times at once", async () => {
    const request = { email: context.freshEmail(), name: "Ada", requestId: requestId(2) };
    const users = await Promise.all(
      Array.from({ length: 10 }, () => context.users.createUser(request)),
    );
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
  });

  it("answers a request sent again after its user was deleted with NOT_FOUND", async () => {
    const request = { email: context.freshEmail(), name: "Ada", requestId: requestId(7) };
    const { id } = await context.users.createUser(request);
    await context.users.deleteUser({ userId: id });
    expect(await failureOf(context.users.createUser(request))).toMatchObject({
      code: "NOT_FOUND",
      message: `User ${id} not found`,
    });
  });

  it("does not let an imported hash choose how long a check takes", async () => {
    const passwordHash = aHash.replace("i=1000", () => "i=999999999");
    const request = { email: context.freshEmail(), name: "Ada", passwordHash };
    expect(await failureOf(context.users.createUser(request))).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "password_hash" }],
    });
  });

  it.each([
    ["email", 3, { email: "other@example.com" }],
    ["name", 4, { name: "Grace" }],
    ["password", 5, { password: "other horse" }],
    ["no password", 6, { password: "" }],
    ["a hash", 9, { password: "", passwordHash: aHash }],
  ])("refuses a request id that comes again with another content: %s", async (_what, n, other) => {
    const request = {
      email: context.freshEmail(),
      name: "Ada",
      password: "correct horse",
      requestId: requestId(n),
    };
    await context.users.createUser(request);
    expect(await failureOf(context.users.createUser({ ...request, ...other }))).toMatchObject({
      code: "ALREADY_EXISTS",
      reason: "REQUEST_ID_REUSED",
    });
  });

  it("refuses a request id that comes again with a password, where there was none", async () => {
    const request = { email: context.freshEmail(), name: "Ada", requestId: requestId(10) };
    await context.users.createUser(request);
    const again = context.users.createUser({ ...request, password: "correct horse" });
    expect(await failureOf(again)).toMatchObject({ reason: "REQUEST_ID_REUSED" });
  });
}

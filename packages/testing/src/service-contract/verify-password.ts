import type { ServiceError } from "@org/user-core";
import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

const right = "correct horse battery";
const wrong = "incorrect horse battery";

/** VerifyPassword. */
export function verifyPasswordContract(factory: ServiceFactory): void {
  const context = useService(factory);

  async function create(password = right) {
    const email = context.freshEmail();
    return { email, user: await context.users.createUser({ email, name: "Ada", password }) };
  }

  it("answers the user if the password is right, by any spelling of the email", async () => {
    const { email, user } = await create();
    expect(await context.users.verifyPassword({ email, password: right })).toEqual(user);
    const spelling = ` ${email.toUpperCase()} `;
    expect(await context.users.verifyPassword({ email: spelling, password: right })).toEqual(user);
  });

  it("takes two forms of one text for one password", async () => {
    const { email, user } = await create("caf\u00e9 au lait");
    const decomposed = { email, password: "cafe\u0301 au lait" };
    expect(await context.users.verifyPassword(decomposed)).toEqual(user);
  });

  it("answers a wrong password, an unknown email and a user without a password alike", async () => {
    const { email } = await create();
    const without = context.freshEmail();
    await context.users.createUser({ email: without, name: "Bob" });
    const requests = [
      { email, password: wrong },
      { email, password: "" },
      { email, password: "x".repeat(10_000) },
      { email: context.freshEmail(), password: right },
      { email: without, password: right },
      { email: without, password: "" },
      { email: "no email", password: right },
      { email: "", password: right },
    ];
    const errors: ServiceError[] = [];
    for (const request of requests) {
      errors.push(await failureOf(context.users.verifyPassword(request)));
    }
    for (const { code, reason, message, metadata, fieldViolations } of errors) {
      expect({ code, reason, message, metadata, fieldViolations }).toEqual({
        code: "UNAUTHENTICATED",
        reason: "INVALID_CREDENTIALS",
        message: "Wrong email or password",
        metadata: {},
        fieldViolations: [],
      });
    }
  });

  it("answers an inactive user with FAILED_PRECONDITION, but only to who has the password", async () => {
    const { email, user } = await create();
    await context.users.updateUser({
      user: { id: user.id, isActive: false },
      updateMask: { paths: ["is_active"] },
    });
    expect(await failureOf(context.users.verifyPassword({ email, password: right }))).toMatchObject(
      { code: "FAILED_PRECONDITION", reason: "USER_INACTIVE" },
    );
    expect(await failureOf(context.users.verifyPassword({ email, password: wrong }))).toMatchObject(
      { code: "UNAUTHENTICATED", reason: "INVALID_CREDENTIALS" },
    );
  });

  it("knows the new password after a change, and none after it was taken away", async () => {
    const { email, user } = await create();
    const next = "a quite different one";
    await context.users.updateUser({ user: { id: user.id }, password: next });
    expect(await context.users.verifyPassword({ email, password: next })).toMatchObject({
      id: user.id,
    });
    const old = await failureOf(context.users.verifyPassword({ email, password: right }));
    expect(old.reason).toBe("INVALID_CREDENTIALS");
    await context.users.updateUser({
      user: { id: user.id },
      updateMask: { paths: ["password"] },
    });
    const none = await failureOf(context.users.verifyPassword({ email, password: next }));
    expect(none.reason).toBe("INVALID_CREDENTIALS");
  });

  it("follows the email: the old one is nobody's, the new one is the user's", async () => {
    const { email, user } = await create();
    const next = context.freshEmail();
    await context.users.updateUser({ user: { id: user.id, email: next } });
    expect(await context.users.verifyPassword({ email: next, password: right })).toMatchObject({
      id: user.id,
    });
    const old = await failureOf(context.users.verifyPassword({ email, password: right }));
    expect(old.reason).toBe("INVALID_CREDENTIALS");
  });

  it("refuses tries for one email beyond the limit, with the time until the next, and leaves other emails alone", async () => {
    const { email } = await create();
    const other = await create();
    const unknown = context.freshEmail();
    for (const each of [email, unknown]) {
      const reasons = new Set<string>();
      let last: ServiceError | undefined;
      for (let i = 0; i < 30 && !reasons.has("TOO_MANY_ATTEMPTS"); i += 1) {
        last = await failureOf(context.users.verifyPassword({ email: each, password: wrong }));
        reasons.add(last.reason);
      }
      expect(reasons).toEqual(new Set(["INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS"]));
      expect(last?.code).toBe("RESOURCE_EXHAUSTED");
      expect(last?.retryAfterMs).toBeGreaterThan(0);
      // A right password is not tried either.
      const right = await failureOf(context.users.verifyPassword({ email: each, password: wrong }));
      expect(right.reason).toBe("TOO_MANY_ATTEMPTS");
    }
    const { email: others } = other;
    expect(await context.users.verifyPassword({ email: others, password: right })).toEqual(
      other.user,
    );
  });

  it("does not count the tries before a right one", async () => {
    const { email, user } = await create();
    for (let round = 0; round < 4; round += 1) {
      for (let i = 0; i < 5; i += 1) {
        const failure = await failureOf(context.users.verifyPassword({ email, password: wrong }));
        expect(failure.reason).toBe("INVALID_CREDENTIALS");
      }
      expect(await context.users.verifyPassword({ email, password: right })).toEqual(user);
    }
  });
}

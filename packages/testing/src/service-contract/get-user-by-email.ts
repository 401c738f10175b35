import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** GetUserByEmail, as in the wire contract. */
export function getUserByEmailContract(factory: ServiceFactory): void {
  const context = useService(factory);

  it.each([
    ["as given", "Ada@Example.com"],
    ["in other case", "aDA@eXAMPLE.COM"],
    ["with spaces around", "  ada@example.com "],
  ])("finds the user by the address %s", async (_how, email) => {
    const { users } = context;
    await users.createUser({ email: "Ada@Example.com", name: "Ada" }).catch(() => {});
    expect(await users.getUserByEmail({ email })).toMatchObject({ email: "Ada@Example.com" });
  });

  it("finds an international domain in both of its forms", async () => {
    const { id } = await context.users.createUser({ email: "b@bücher.example", name: "B" });
    expect(await context.users.getUserByEmail({ email: "b@xn--bcher-kva.example" })).toMatchObject({
      id,
    });
  });

  it.each(["", "nobody", "a@b"])("refuses %j with INVALID_ARGUMENT", async (email) => {
    expect(await failureOf(context.users.getUserByEmail({ email }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "email" }],
    });
  });

  it("answers an unknown address with NOT_FOUND, without repeating it", async () => {
    const error = await failureOf(context.users.getUserByEmail({ email: "nobody@example.com" }));
    expect(error).toMatchObject({
      code: "NOT_FOUND",
      message: "User not found",
      reason: "USER_NOT_FOUND",
    });
  });
}

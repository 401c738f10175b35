import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** GetUser, as in the wire contract. */
export function getUserContract(factory: ServiceFactory): void {
  const context = useService(factory);

  it("returns the user", async () => {
    const created = await context.users.createUser({ email: context.freshEmail(), name: "Ada" });
    expect(await context.users.getUser({ userId: created.id })).toEqual(created);
  });

  it.each([0, -1, -2_147_483_648])("refuses id %i with INVALID_ARGUMENT", async (userId) => {
    expect(await failureOf(context.users.getUser({ userId }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
      fieldViolations: [{ field: "user_id", description: "must be positive" }],
    });
  });

  it("answers an unknown id with NOT_FOUND", async () => {
    expect(await failureOf(context.users.getUser({ userId: 1_000_007 }))).toMatchObject({
      code: "NOT_FOUND",
      message: "User 1000007 not found",
      reason: "USER_NOT_FOUND",
      domain: "userservice",
      metadata: { user_id: "1000007" },
    });
  });

  it("gives a caller a user of its own to change", async () => {
    const { id } = await context.users.createUser({ email: context.freshEmail(), name: "Ada" });
    const user = await context.users.getUser({ userId: id });
    user.name = "Changed";
    expect(await context.users.getUser({ userId: id })).toMatchObject({ name: "Ada" });
  });
}

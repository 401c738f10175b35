import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** DeleteUser, as in the wire contract. */
export function deleteUserContract(factory: ServiceFactory): void {
  const context = useService(factory);
  const create = () => context.users.createUser({ email: context.freshEmail(), name: "Ada" });

  it("removes the user, frees the email, and not the id", async () => {
    const { id, email } = await create();
    await context.users.deleteUser({ userId: id });
    expect(await failureOf(context.users.getUser({ userId: id }))).toMatchObject({
      code: "NOT_FOUND",
    });
    const heir = await context.users.createUser({ email, name: "Heir" });
    expect(heir.id).toBeGreaterThan(id);
  });

  it("deletes at the expected revision only", async () => {
    const { id } = await create();
    expect(
      await failureOf(context.users.deleteUser({ userId: id, expectedRevision: 2n })),
    ).toMatchObject({
      code: "ABORTED",
      reason: "REVISION_MISMATCH",
      metadata: { current_revision: "1" },
    });
    await context.users.deleteUser({ userId: id, expectedRevision: 1n });
  });

  it("lets exactly one of many deletes win", async () => {
    const { id } = await create();
    const tries = Array.from({ length: 10 }, () => context.users.deleteUser({ userId: id }));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("answers an unknown id with NOT_FOUND, a bad one with INVALID_ARGUMENT", async () => {
    const unknown = await failureOf(context.users.deleteUser({ userId: 1_000_007 }));
    expect(unknown).toMatchObject({ code: "NOT_FOUND", message: "User 1000007 not found" });
    const bad = await failureOf(context.users.deleteUser({ userId: 0 }));
    expect(bad).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "user_id" }],
    });
  });
}

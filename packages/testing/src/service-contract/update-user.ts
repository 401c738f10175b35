import { expect, it } from "vitest";
import { collect, failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** UpdateUser, as in the wire contract. */
export function updateUserContract(factory: ServiceFactory): void {
  const context = useService(factory);
  const create = () => context.users.createUser({ email: context.freshEmail(), name: "Ada" });

  it("changes the fields of the mask only, one revision each", async () => {
    const { id, email } = await create();
    const updated = await context.users.updateUser({
      user: { id, email: "ignored@example.com", name: "Grace", isActive: false },
      updateMask: { paths: ["name", "is_active"] },
    });
    expect(updated).toMatchObject({ id, email, name: "Grace", isActive: false, revision: 3n });
    expect(await context.users.getUser({ userId: id })).toEqual(updated);
  });

  it("takes an empty mask as the fields that are set", async () => {
    const { id, email } = await create();
    const updated = await context.users.updateUser({ user: { id, name: "Grace" } });
    expect(updated).toMatchObject({ email, name: "Grace", isActive: true, revision: 2n });
  });

  it("trims text before it is compared and stored", async () => {
    const { id, email } = await create();
    const user = { id, email: ` ${email}\n`, name: "\tGrace " };
    const updated = await context.users.updateUser({ user });
    expect(updated).toMatchObject({ email, name: "Grace", revision: 2n });
  });

  it("writes nothing when nothing changes", async () => {
    const user = await create();
    const { id, name, email } = user;
    const head = await context.store.head();
    await context.users.updateUser({ user: { id, name: "Grace" } });
    const renamed = await context.users.updateUser({ user: { id, name } });
    const position = await context.store.head();
    expect(position).not.toBe(head);
    expect(await context.users.updateUser({ user: { id, name, email } })).toEqual(renamed);
    expect(await context.store.head()).toBe(position);
  });

  it("shows a password change without the password", async () => {
    const { id } = await create();
    await context.users.updateUser({ user: { id }, password: "correct horse" });
    await context.users.deleteUser({ userId: id });
    const updates = await collect(
      context.users.watchUserUpdates({ userId: id, afterRevision: 1n }),
    );
    expect(updates[0]).toMatchObject({
      field: "password",
      oldValue: "",
      newValue: "",
      revision: 2n,
    });
  });

  it("sets and removes a password by its path in the mask", async () => {
    const { id } = await create();
    const updateMask = { paths: ["password"] };
    const password = "correct horse";
    await context.users.updateUser({ user: { id }, updateMask, password });
    expect(await context.users.updateUser({ user: { id }, updateMask })).toMatchObject({
      revision: 3n,
    });
  });

  it("frees the old email and takes the new one", async () => {
    const { id, email } = await create();
    const next = context.freshEmail();
    await context.users.updateUser({ user: { id, email: next } });
    const heir = await context.users.createUser({ email, name: "Heir" });
    expect((await context.users.getUserByEmail({ email })).id).toBe(heir.id);
    expect((await context.users.getUserByEmail({ email: next })).id).toBe(id);
  });

  it("changes the case of a user's own email", async () => {
    const { id, email } = await create();
    const updated = await context.users.updateUser({ user: { id, email: email.toUpperCase() } });
    expect(updated).toMatchObject({ email: email.toUpperCase(), revision: 2n });
  });

  it("refuses a taken email with ALREADY_EXISTS and changes nothing", async () => {
    const [first, second] = [await create(), await create()];
    const taken = context.users.updateUser({
      user: { id: second.id, email: first.email, name: "X" },
    });
    expect(await failureOf(taken)).toMatchObject({ code: "ALREADY_EXISTS", reason: "EMAIL_TAKEN" });
    expect(await context.users.getUser({ userId: second.id })).toEqual(second);
  });

  it("applies an update at the expected revision, and only there", async () => {
    const { id } = await create();
    const update = { user: { id, name: "Grace" }, expectedRevision: 1n };
    expect((await context.users.updateUser(update)).revision).toBe(2n);
    expect(await failureOf(context.users.updateUser(update))).toMatchObject({
      code: "ABORTED",
      reason: "REVISION_MISMATCH",
      metadata: { current_revision: "2" },
    });
  });

  it("loses none of many updates at once", async () => {
    const { id } = await create();
    const names = Array.from({ length: 20 }, (_, i) => `Name ${i}`);
    await Promise.all(names.map((name) => context.users.updateUser({ user: { id, name } })));
    expect((await context.users.getUser({ userId: id })).revision).toBe(21n);
  });

  it.each([
    ["no user", { updateMask: { paths: ["name"] } }, "user"],
    ["an id of 0", { user: { name: "X" } }, "user.id"],
    ["an unknown path", { user: { id: 1 }, updateMask: { paths: ["created_at"] } }, "update_mask"],
    ["an empty name", { user: { id: 1 }, updateMask: { paths: ["name"] } }, "user.name"],
    ["an empty email", { user: { id: 1 }, updateMask: { paths: ["email"] } }, "user.email"],
    ["a malformed email", { user: { id: 1, email: "nowhere" } }, "user.email"],
    ["a name with a control character", { user: { id: 1, name: "A\u0007da" } }, "user.name"],
    ["a short password", { user: { id: 1 }, password: "short" }, "password"],
  ])("refuses %s with INVALID_ARGUMENT", async (_what, request, field) => {
    expect(await failureOf(context.users.updateUser(request))).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
      fieldViolations: [{ field }],
    });
  });

  it("names the first 16 of thousands of faults, and serves on", async () => {
    // In letters alone: JSON has no form for a path such as `unknown_1`.
    const letters = (i: number) => i.toString(26).replace(/\d/g, (d) => "qrstuvwxyz"[+d] ?? "");
    const paths = Array.from({ length: 20_000 }, (_, i) => `unknown_${letters(i)}`);
    const error = await failureOf(
      context.users.updateUser({ user: { id: 1 }, updateMask: { paths } }),
    );
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(error.fieldViolations).toHaveLength(16);
    expect(error.message).toMatch(/; and 19984 more$/);
    expect(await create()).toMatchObject({ name: "Ada" });
  });

  it("answers an unknown id with NOT_FOUND", async () => {
    const unknown = context.users.updateUser({ user: { id: 1_000_007, name: "X" } });
    expect(await failureOf(unknown)).toMatchObject({
      code: "NOT_FOUND",
      message: "User 1000007 not found",
    });
  });
}

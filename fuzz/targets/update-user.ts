import assert from "node:assert/strict";
import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  isServiceError,
  type User,
  UserService,
} from "@org/user-core";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const known = ["email", "name", "is_active", "password"];
const hasher = { hash: async () => "$fuzz$x", verify: async () => true };

function createUsers() {
  const { services } = createUserService({ store: createMemoryStore(), hasher, now: () => 1_000 });
  return createInProcessClient(UserService, services);
}

/** What the user is after a mask was applied to it, as the contract says. */
function expectedOf(
  before: User,
  sent: Pick<User, "email" | "name" | "isActive">,
  mask: Set<string>,
) {
  const wanted = (path: string, isSet: boolean) => (mask.size > 0 ? mask.has(path) : isSet);
  return {
    email: wanted("email", sent.email !== "") ? sent.email.trim() : before.email,
    name: wanted("name", sent.name !== "") ? sent.name.trim() : before.name,
    isActive: wanted("is_active", sent.isActive) ? sent.isActive : before.isActive,
  };
}

/** Updates: the fields of the mask and no others, a revision for each that changed; or nothing at all. */
export const target: FuzzTarget = {
  words: [...known, "is_active", "isActive", "user.name", "*", "id", "b@example.com", "__proto__"],
  async run(data) {
    const input = createInput(data);
    const bits = input.byte();
    const [email, name, password] = [input.text(), input.text(), input.text()];
    const paths = Array.from({ length: (bits >> 1) % 8 }, input.text);
    const mask = new Set(paths);
    const users = createUsers();
    const before = await users.createUser({ email: "a@example.com", name: "Ada" });
    const sent = { id: before.id, email, name, isActive: bits % 2 === 1 };
    const updateMask = bits & 0x80 ? undefined : { paths };
    const asked = updateMask === undefined ? new Set<string>() : mask;
    const request = { user: sent, password, ...(updateMask && { updateMask }) };
    try {
      const after = await users.updateUser(request);
      assert.ok([...asked].every((path) => known.includes(path)));
      const expected = expectedOf(before, sent, asked);
      const { id } = before;
      const setsPassword = asked.size > 0 ? asked.has("password") : password !== "";
      const changes =
        Number(expected.email !== before.email) +
        Number(expected.name !== before.name) +
        Number(expected.isActive !== before.isActive) +
        Number(setsPassword);
      const revision = before.revision + BigInt(changes);
      const { email, name, isActive } = after;
      assert.deepEqual({ email, name, isActive }, expected);
      assert.deepEqual([after.id, after.revision], [id, revision]);
      assert.deepEqual(await users.getUser({ userId: id }), after);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      assert.equal(error.code, "INVALID_ARGUMENT", error.message);
      assert.ok(error.fieldViolations.length > 0 && error.fieldViolations.length <= 16);
      assert.deepEqual(await users.getUser({ userId: before.id }), before);
    }
  },
};

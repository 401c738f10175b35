import { describe, expect, it } from "vitest";
import { holds, newService, propertyTimeoutMs } from "./real-service.fixture.ts";
import { updateUserRequest } from "./update-user-request.ts";

describe("an update", { timeout: propertyTimeoutMs }, () => {
  it("changes what its mask names or, without a mask, what is set, and nothing else", async () => {
    await holds(updateUserRequest({ carriedBy: "binary" }), async (request) => {
      const users = newService();
      const before = await users.createUser({
        email: "Someone@else.example",
        name: "Someone Else",
      });
      const { expectedRevision: _any, user, ...others } = request;
      if (user === undefined) expect.fail("a valid request has a user");
      const after = await users.updateUser({ ...others, user: { ...user, id: before.id } });
      const paths = request.updateMask?.paths ?? [];
      const changes = (path: string, isSet: boolean) =>
        paths.length > 0 ? paths.includes(path) : isSet;
      const wanted = {
        email: changes("email", user.email !== "") ? user.email.trim() : before.email,
        name: changes("name", user.name !== "") ? user.name.trim() : before.name,
        isActive: changes("is_active", user.isActive) ? user.isActive : before.isActive,
      };
      expect(after).toMatchObject({ ...wanted, createdAt: before.createdAt });
      const changed = [
        wanted.email !== before.email,
        wanted.name !== before.name,
        wanted.isActive !== before.isActive,
        changes("password", request.password !== ""),
      ];
      expect(after.revision).toBe(before.revision + BigInt(changed.filter(Boolean).length));
    });
  });
});

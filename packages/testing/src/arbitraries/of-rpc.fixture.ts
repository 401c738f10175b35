import type { Client, UserService } from "@org/user-core";
import type fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InvalidRequest } from "./invalid.ts";
import { type Answer, holds, newService, propertyTimeoutMs } from "./real-service.fixture.ts";

/** A service with a user 1, and without the user 2 it once had. */
async function serviceOfOne(): Promise<Client<typeof UserService>> {
  const users = newService();
  await users.createUser({ email: "a@a.a", name: "A" });
  await users.createUser({ email: "b@a.a", name: "B" });
  await users.deleteUser({ userId: 2 });
  return users;
}

/** What is promised of the requests of one RPC. */
export function ofRpc<T>(rpc: {
  readonly name: string;
  readonly valid: fc.Arbitrary<T>;
  /** Left out where the contract names no fault. */
  readonly invalid?: fc.Arbitrary<InvalidRequest<T>>;
  readonly any: fc.Arbitrary<T>;
  readonly call: (users: Client<typeof UserService>, request: T) => Promise<Answer>;
  /** What a valid request may fail with, as the users are. */
  readonly failsWith: readonly string[];
}): void {
  describe(`requests of ${rpc.name}`, { timeout: propertyTimeoutMs }, () => {
    it("that are valid fail for the state of the users only", async () => {
      await holds(rpc.valid, async (request) => {
        const { code } = await rpc.call(await serviceOfOne(), request);
        expect(["OK", ...rpc.failsWith]).toContain(code);
      });
    });

    it("of any kind are answered in the words of the contract", async () => {
      await holds(rpc.any, async (request) => {
        const { code, fields } = await rpc.call(await serviceOfOne(), request);
        if (code === "INVALID_ARGUMENT") expect(fields).not.toEqual([]);
        else expect(["OK", ...rpc.failsWith]).toContain(code);
      });
    });

    const { invalid } = rpc;
    if (invalid === undefined) return;
    it("that are invalid are refused for the field at fault", async () => {
      await holds(invalid, async ({ request, field }) => {
        const answer = await rpc.call(await serviceOfOne(), request);
        if (answer.code === "UNIMPLEMENTED" && rpc.failsWith.includes(answer.code)) return;
        expect(answer).toEqual({
          code: "INVALID_ARGUMENT",
          reason: "INVALID_REQUEST",
          fields: [field],
        });
      });
    });
  });
}

import assert from "node:assert/strict";
import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  isServiceError,
  staticTokens,
  UserService,
} from "@org/user-core";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const token = "t0ken";

function createUsers() {
  const middleware = [staticTokens([{ token, principal: { name: "ada" } }])];
  const { services } = createUserService({ store: createMemoryStore(), middleware });
  return createInProcessClient(UserService, services);
}

/** The `authorization` header: nobody is let in but with the token itself, with or without its scheme. */
export const target: FuzzTarget = {
  words: ["Bearer ", "bearer", token, " ", "Basic "],
  async run(data) {
    const text = createInput(data).text();
    const headers = new Headers();
    try {
      headers.set("authorization", text);
    } catch {
      // No header at all.
      return;
    }
    const value = headers.get("authorization") ?? "";
    const scheme = value.slice(0, 7).toLowerCase() === "bearer " ? value.slice(7) : value;
    const isRight = value === token || (scheme !== value && scheme.replace(/^ +/, "") === token);
    try {
      await createUsers().listUsers({}, { headers: { authorization: value } });
      assert.ok(isRight, JSON.stringify(value));
    } catch (error) {
      if (!isServiceError(error)) throw error;
      assert.deepEqual([error.code, isRight], ["UNAUTHENTICATED", false], JSON.stringify(value));
    }
  },
};

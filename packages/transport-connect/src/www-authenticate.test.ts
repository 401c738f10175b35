import { createMemoryStore, createUserService, staticTokens } from "@org/user-core";
import { expect, it } from "vitest";
import { createFetchHandler } from "./create-fetch-handler.ts";

const middleware = [staticTokens([{ token: "secret", principal: { name: "ada" } }])];
const { services } = createUserService({ store: createMemoryStore(), middleware });
const serve = createFetchHandler({ services });

function answerTo(method: string, type: string, authorization?: string): Promise<Response> {
  const url = `https://users.example/userservice.v1.UserService/${method}`;
  const headers = { "content-type": type, ...(authorization && { authorization }) };
  return serve(new Request(url, { method: "POST", headers, body: "{}" }));
}

// RFC 9110, section 15.5.2, and RFC 6750, section 3.
it.each([
  [undefined, "Bearer"],
  ["Bearer guess", 'Bearer error="invalid_token"'],
])("says with status 401 how to authenticate: %j", async (authorization, challenge) => {
  const response = await answerTo("ListUsers", "application/json", authorization);
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe(challenge);
});

it("says nothing of it where the status is another", async () => {
  const right = await answerTo("ListUsers", "application/json", "secret");
  const stream = await answerTo("WatchUsers", "application/connect+json");
  for (const { status, headers } of [right, stream]) {
    expect([status, headers.get("www-authenticate")]).toEqual([200, null]);
  }
});

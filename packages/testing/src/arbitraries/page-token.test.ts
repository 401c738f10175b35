import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invalidListUsersRequest, listUsersRequest } from "./list-users-request.ts";
import { tamperedPageToken } from "./page-token.ts";
import { answerOf, holds, newService, propertyTimeoutMs } from "./real-service.fixture.ts";

async function serviceOfThree() {
  const users = newService();
  for (const name of ["A", "B", "C"]) await users.createUser({ email: `${name}@a.a`, name });
  const tokens: string[] = [];
  for (let pageToken = ""; ; ) {
    const page = await users.listUsers({ pageSize: 1, pageToken });
    if (page.nextPageToken === "") return { users, tokens };
    pageToken = page.nextPageToken;
    tokens.push(pageToken);
  }
}

describe("page tokens", { timeout: propertyTimeoutMs }, () => {
  it("that the service gave are accepted, with any size of page", async () => {
    const { users, tokens } = await serviceOfThree();
    expect(tokens).toHaveLength(2);
    await holds(listUsersRequest({ pageTokens: tokens }), async (request) => {
      const page = await users.listUsers(request);
      const before = request.pageToken === "" ? undefined : 1 + tokens.indexOf(request.pageToken);
      if (before !== undefined) expect(page.users[0]?.id).toBe(before + 1);
      expect(page.total).toBe(3);
    });
  });

  it("are refused together with a page", async () => {
    const { users, tokens } = await serviceOfThree();
    await holds(invalidListUsersRequest({ pageTokens: tokens }), async ({ request, field }) => {
      const answer = await answerOf(users.listUsers(request));
      expect(answer).toMatchObject({ code: "INVALID_ARGUMENT", fields: [field] });
    });
  });

  it("are refused when they were tampered with", async () => {
    const { users, tokens } = await serviceOfThree();
    const tampered = fc.oneof(...tokens.map((token) => tamperedPageToken(token)));
    await holds(tampered, async ({ value }) => {
      const answer = await answerOf(users.listUsers({ pageToken: value }));
      expect(answer).toMatchObject({ code: "INVALID_ARGUMENT", fields: ["page_token"] });
    });
  });
});

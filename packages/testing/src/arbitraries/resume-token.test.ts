import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collect } from "../streams.ts";
import { answerOf, holds, newService, propertyTimeoutMs } from "./real-service.fixture.ts";
import { tamperedResumeToken } from "./resume-token.ts";
import { watchUsersRequest } from "./watch-users-request.ts";

async function serviceOfThree() {
  const users = newService();
  for (const name of ["A", "B", "C"]) await users.createUser({ email: `${name}@a.a`, name });
  const tokens: string[] = [];
  for await (const { resumeToken } of users.watchUsers({ includeExisting: true })) {
    tokens.push(resumeToken);
    if (tokens.length === 3) break;
  }
  return { users, tokens };
}

describe("resume tokens", { timeout: propertyTimeoutMs }, () => {
  it("that the service gave are accepted, and go on", async () => {
    const { users, tokens } = await serviceOfThree();
    const requests = watchUsersRequest({ resumeTokens: tokens }).filter(
      ({ resumeToken }) => resumeToken !== "",
    );
    await holds(requests, async ({ resumeToken }) => {
      const told: string[] = [];
      const rest = users.watchUsers({ resumeToken, heartbeatInterval: { seconds: 9n } });
      for await (const { event } of rest) {
        if (event.case === "existing") told.push(event.value.name);
        if (event.case === "heartbeat") break;
      }
      expect(told).toEqual(["A", "B", "C"].slice(tokens.indexOf(resumeToken) + 1));
    });
  });

  it("are refused when they were tampered with", async () => {
    const { users, tokens } = await serviceOfThree();
    const tampered = fc.oneof(...tokens.map((token) => tamperedResumeToken(token)));
    await holds(tampered, async ({ value }) => {
      const answer = await answerOf(collect(users.watchUsers({ resumeToken: value })));
      expect(["INVALID_REQUEST", "RESUME_TOKEN_FOREIGN"]).toContain(answer.reason);
    });
  });
});

import { describe, expect, it } from "vitest";
import { collect } from "../streams.ts";
import {
  answerOf,
  answerOfWatch,
  holds,
  newService,
  propertyTimeoutMs,
} from "./real-service.fixture.ts";
import { resumePosition } from "./resume-position.ts";

const updates = 5;
const revision = BigInt(1 + updates);

async function serviceOfUpdatedUser() {
  const users = newService();
  const { id: userId } = await users.createUser({ email: "a@a.a", name: "A" });
  for (let i = 0; i < updates; i += 1)
    await users.updateUser({ user: { id: userId, name: `A${i}` } });
  return { users, userId };
}

describe("positions to resume from", { timeout: propertyTimeoutMs }, () => {
  it("lead a watch to where they say", async () => {
    const { users, userId } = await serviceOfUpdatedUser();
    await holds(resumePosition(revision), async ({ afterRevision, leadsTo }) => {
      const request = { userId, ...(afterRevision !== undefined && { afterRevision }) };
      const answer = await answerOfWatch((options) => users.watchUserUpdates(request, options));
      const ahead = { code: "FAILED_PRECONDITION", reason: "RESUME_POINT_AHEAD" };
      expect(answer).toMatchObject(leadsTo === "ahead" ? ahead : { code: "OK" });
    });
  });

  it("lead to every update after them, once and in order", async () => {
    const { users, userId } = await serviceOfUpdatedUser();
    await users.deleteUser({ userId });
    await holds(resumePosition(revision + 1n), async ({ afterRevision, leadsTo }) => {
      const request = { userId, ...(afterRevision !== undefined && { afterRevision }) };
      const watch = collect(users.watchUserUpdates(request));
      if (afterRevision === undefined || leadsTo !== "updates") {
        const code = leadsTo === "ahead" ? "FAILED_PRECONDITION" : "NOT_FOUND";
        expect(await answerOf(watch)).toMatchObject({ code });
        return;
      }
      // Revision 1 is the creation, which is no update.
      const first = afterRevision < 1n ? 2n : afterRevision + 1n;
      const wanted = Array.from(
        { length: Number(revision + 2n - first) },
        (_, i) => first + BigInt(i),
      );
      expect((await watch).map((update) => update.revision)).toEqual(wanted);
    });
  });
});

import { type WatchUsersResponse, watchUsers } from "@org/user-core";
import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { start } from "./every-kind.fixture.ts";

it("breaks a watch of all users after some messages, which goes on from its last token", async () => {
  const { users, breakNext, callsTo } = await start();
  breakNext("watchUsers", 1, "UNAVAILABLE");
  const seen: WatchUsersResponse[] = [];
  const broken = async () => {
    for await (const message of users.watchUsers({ includeExisting: true })) seen.push(message);
  };
  expect(await failureOf(broken())).toMatchObject({ code: "UNAVAILABLE" });
  expect(seen.map(({ event }) => event.case)).toEqual(["existing"]);
  expect(callsTo("watchUsers")).toMatchObject([
    { status: "UNAVAILABLE", requests: [{ includeExisting: true }], responses: seen },
  ]);
  const created = await users.createUser({ email: "new@example.com", name: "New" });
  const resumeToken = seen[0]?.resumeToken ?? "";
  for await (const { event } of users.watchUsers({ resumeToken })) {
    expect(event).toEqual({ case: "created", value: created });
    break;
  }
});

it("lets code that resumes by itself be seen doing so", async () => {
  const { users, breakNext, callsTo } = await start();
  breakNext("watchUsers", 1, "UNAVAILABLE", { times: 2 });
  const cases: (string | undefined)[] = [];
  const watch = watchUsers(users, { includeExisting: true, firstPauseMs: 1 });
  for await (const { event } of watch) {
    cases.push(event.case);
    if (cases.length === 2) break;
  }
  expect(cases).toEqual(["existing", "heartbeat"]);
  const [first, second] = callsTo("watchUsers");
  expect(second?.requests[0]).toMatchObject({ resumeToken: first?.responses[0]?.resumeToken });
});

import { describe, expect, it } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { startServer } from "./server-process.fixture.ts";
import { watchUser } from "./watch.fixture.ts";

const overloaded = { code: "RESOURCE_EXHAUSTED", reason: "OVERLOADED", retryAfterMs: 5_000 };
const headersOf = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe.each(["connect", "grpc"])("--transport %s", (transport) => {
  const flags = ["--transport", transport, "--store", "memory:", "--demo"];

  it("with --max-streams refuses a watch beyond them, and no other call", async () => {
    await using server = await startServer([...flags, "--max-streams", "1"]);
    using users = connectTo(server);
    using _watch = await watchUser(users, 1);
    expect(await failureOf(watchUser(users, 2))).toMatchObject(overloaded);
    expect(await users.getUser({ userId: 2 })).toMatchObject({ name: "Bob" });
  });

  it("with --max-streams-per-principal refuses a caller's watch beyond them, and not another's", async () => {
    const limits = ["--auth-tokens", "one,two", "--max-streams-per-principal", "1"];
    await using server = await startServer([...flags, ...limits]);
    using one = connectTo(server, headersOf("one"));
    using two = connectTo(server, headersOf("two"));
    using _watch = await watchUser(one, 1);
    expect(await failureOf(watchUser(one, 2))).toMatchObject(overloaded);
    using _other = await watchUser(two, 1);
  });

  it("with --max-calls refuses calls beyond them", async () => {
    await using server = await startServer([...flags, "--max-calls", "1"]);
    using users = connectTo(server);
    // Each takes as long as its password takes to be hashed.
    const creates = Array.from({ length: 20 }, (_, i) =>
      users.createUser({ email: `${i}@example.com`, name: "Ada", password: "correct horse" }),
    );
    const outcomes = await Promise.allSettled(creates);
    const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.length).toBeLessThan(20);
    const refused = { code: "RESOURCE_EXHAUSTED", reason: "OVERLOADED", retryAfterMs: 100 };
    for (const each of refusals) expect(each).toMatchObject(refused);
    expect(await users.getUser({ userId: 2 })).toMatchObject({ name: "Bob" });
  });

  it("with --rate-limit refuses who calls more often, and says when to try again", async () => {
    await using server = await startServer([...flags, "--rate-limit", "1"]);
    using users = connectTo(server);
    await users.getUser({ userId: 2 });
    const refused = await failureOf(users.getUser({ userId: 2 }));
    expect(refused).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "RATE_LIMITED" });
    expect(refused.retryAfterMs).toBeLessThanOrEqual(1_000);
  });
});

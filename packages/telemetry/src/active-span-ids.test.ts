import { createMemoryStore, createUserService, logCalls } from "@org/user-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { activeSpanIds } from "./active-span-ids.ts";
import { collect, usePropagation } from "./collect.fixture.ts";
import { traceCalls } from "./trace-calls.ts";
import { ways } from "./ways.fixture.ts";

usePropagation();

it("outside of a call there is no span to name", () => {
  expect(activeSpanIds()).toBeUndefined();
});

describe.each(ways)("%s", (_words, way) => {
  it("the log of a call, failed or not, names the span that the call is", async () => {
    const { options, spans, close } = collect();
    onTestFinished(close);
    const logged: unknown[] = [];
    const log = logCalls(({ method, status }) =>
      logged.push({ method, status, ...activeSpanIds() }),
    );
    const middleware = [traceCalls(options), log];
    const { services } = createUserService({ store: createMemoryStore(), middleware });
    const users = await way.start(services, {});
    await users.createUser({ email: "ada@example.com", name: "Ada" });
    await expect(users.getUser({ userId: 9 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    async function* ids() {
      yield { userId: 1 };
    }
    for await (const { name } of users.syncUsers(ids())) expect(name).toBe("Ada");
    await expect.poll(() => spans()).toHaveLength(3);
    expect(logged).toEqual(
      spans().map((span) => ({
        method: span.name,
        status: span.attributes["rpc.status_code"],
        trace_id: span.spanContext().traceId,
        span_id: span.spanContext().spanId,
      })),
    );
  });
});

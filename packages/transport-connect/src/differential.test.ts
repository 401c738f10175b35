// The same generated requests go our way and to Connect-ES's own handlers, and
// what comes back must agree, but for the table in differential-differences.fixture.ts.
//
// Each property runs 300 cases; for more:
//   DIFFERENTIAL_RUNS=20000 pnpm exec vitest run packages/transport-connect/src/differential
// A failure prints seed and path: give both to `fc.assert` to see it again.

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import {
  expectAgreement,
  holdStill,
  holdsFor,
  propertyTimeoutMs,
} from "./differential-compare.fixture.ts";
import { soundRequestOf } from "./differential-faults.fixture.ts";
import { requestOf, streamMethods, unaryMethods } from "./differential-requests.fixture.ts";
import { scriptOf } from "./differential-scripts.fixture.ts";
import { turn } from "./differential-service.fixture.ts";
import { longTimeoutOf, soundTimeoutOf } from "./differential-timeouts.fixture.ts";

holdStill();

for (const [kind, methods] of Object.entries({ unary: unaryMethods, streaming: streamMethods })) {
  const calls = fc
    .constantFrom(...methods)
    .chain((method) => fc.tuple(requestOf(method), scriptOf(method)));

  it(
    `answers ${kind} calls as Connect-ES does, whatever is in them`,
    () =>
      holdsFor(calls, async ([request, script]) => void (await expectAgreement(request, script))),
    propertyTimeoutMs,
  );
}

it(
  "ends calls when their timeouts have passed, and unary ones after 30 seconds",
  () => {
    const calls = fc.constantFrom(...unaryMethods, ...streamMethods).chain((method) =>
      fc.tuple(soundRequestOf(method), scriptOf(method, true)).chain(([request, script]) => {
        const { speech } = request;
        const sound = soundTimeoutOf(speech);
        const unary = method.methodKind === "unary";
        const timeouts = unary ? fc.oneof(sound, longTimeoutOf(speech)) : sound;
        return fc.tuple(fc.constant(request), fc.constant(script), timeouts);
      }),
    );
    return holdsFor(calls, async ([request, script, timeout]) => {
      const reads = Number.POSITIVE_INFINITY;
      // So that the handler waits before the day begins.
      const http = { ...request.http, pace: "microtask" } as const;
      const ours = await expectAgreement(
        { ...request, http, timeout },
        { ...script, reads },
        { meanwhile: letADayPass },
      );
      expect(ours.error?.message).toBe("Deadline exceeded");
    });
  },
  propertyTimeoutMs,
);

async function letADayPass(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await turn();
  await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
}

import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, expect, vi } from "vitest";
import { expectedOf, met } from "./differential-differences.fixture.ts";
import { type CallRequest, httpOf } from "./differential-requests.fixture.ts";
import { retellings } from "./differential-retellings.fixture.ts";
import type { Script } from "./differential-service.fixture.ts";
import { type Server, serveByConnect, serveOurs } from "./differential-sides.fixture.ts";
import { nodeCompressions } from "./node/compressions.ts";

/** How many cases each property runs. */
const { DIFFERENTIAL_RUNS = "300" } = process.env;

afterAll(() => {
  if (Number(DIFFERENTIAL_RUNS) > 1_000) console.log("Differences met:", met);
});

/** Runs a property over these cases; a failure prints its seed and path. */
export async function holdsFor<T>(
  cases: fc.Arbitrary<T>,
  property: (value: T) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(cases, property), { numRuns: Number(DIFFERENTIAL_RUNS) });
}

/** So long may a property take, in milliseconds. */
export const propertyTimeoutMs: number = 20_000 + Number(DIFFERENTIAL_RUNS) * 100;

/** Makes time stand still, and call ids the same on both sides. */
export function holdStill(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    vi.spyOn(crypto, "randomUUID").mockReturnValue("00000000-0000-4000-8000-000000000000");
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Expects our way to answer as Connect-ES does but for the known differences. */
export async function expectAgreement(
  request: CallRequest,
  script: Script,
  rest: Omit<Server, "script"> = {},
) {
  const codecs = request.known.length > 0 ? everyCompression : {};
  const server = { script, ...codecs, ...rest };
  const ours = await serveOurs(httpOf(request), server);
  const theirs = await serveByConnect(httpOf(await retold(request, server)), server);
  expect(ours).toEqual(expectedOf(theirs, { request, script, ours }));
  return ours;
}

const everyCompression = {
  compressions: nodeCompressions,
  acceptCompression: [compressionGzip, compressionBrotli],
};

/** The call as Connect-ES serves it, after it has refused it as it is. */
async function retold(request: CallRequest, server: Server): Promise<CallRequest> {
  let told = request;
  for (const { when, refusal, instead } of Object.values(retellings)) {
    if (!when(told)) continue;
    expect(await serveByConnect(httpOf(told), server)).toMatchObject(refusal);
    told = instead(told);
  }
  return told;
}

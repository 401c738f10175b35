import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { expectedOf } from "./differential-differences.fixture.ts";
import { fc } from "./differential-fast-check.fixture.ts";
import {
  type CallRequest,
  httpOf,
  requestOf,
  streamMethods,
  unaryMethods,
} from "./differential-requests.fixture.ts";
import { retellings } from "./differential-retellings.fixture.ts";
import { scriptOf } from "./differential-scripts.fixture.ts";
import type { Script } from "./differential-service.fixture.ts";
import { serveByConnect, serveOurs } from "./differential-sides.fixture.ts";

const { DIFFERENTIAL_RUNS = "2000" } = process.env;
const numRuns = Number(DIFFERENTIAL_RUNS);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(crypto, "randomUUID").mockReturnValue("00000000-0000-4000-8000-000000000000");
});
afterEach(() => {
  vi.useRealTimers();
});

async function compare(request: CallRequest, script: Script) {
  let plain = request;
  for (const { when, refusal, instead } of Object.values(retellings)) {
    if (!when(plain)) continue;
    expect(await serveByConnect(httpOf(plain), { script })).toMatchObject(refusal);
    plain = instead(plain);
  }
  const { byConnect, ...ours } = await serveOurs(httpOf(request), { script });
  const theirs = await serveByConnect(httpOf(plain), { script });
  return { byConnect, ours, theirs, expected: expectedOf(theirs, { request, script, ours }) };
}

const groups = new Map<string, { n: number; ex: string }>();
async function triage(request: CallRequest, script: Script) {
  let key: string;
  let ex = "";
  try {
    const { byConnect, ours, expected } = await compare(request, script);
    const o: any = ours,
      e: any = expected;
    const fields = Object.keys(e).filter((k) => {
      try {
        expect(o[k]).toEqual(e[k]);
        return false;
      } catch {
        return true;
      }
    });
    if (fields.length === 0 && !byConnect) return;
    const reason = JSON.stringify(
      o.error?.details?.[0]?.value
        ? Buffer.from(o.error.details[0].value, "hex").toString("latin1").slice(2, 26)
        : "",
    );
    key = `${fields.join()} OURS ${o.error?.code} ${reason} ${o.error?.message?.slice(0, 30)} THEIRS ${e.error?.code} ${e.error?.message?.replace(/\d+/g, "N").slice(0, 50)} ${byConnect}`;
    ex = JSON.stringify({
      o: Object.fromEntries(fields.map((f) => [f, o[f]])),
      e: Object.fromEntries(fields.map((f) => [f, e[f]])),
    }).slice(0, 500);
  } catch (error) {
    key = `THROWS ${(error as Error).stack?.slice(0, 300)}`;
  }
  key = `${request.method.methodKind} ${key}`;
  if (process.env["ONLY"] && key.includes(process.env["ONLY"])) {
    console.log(fc.stringify([request, script]), ex);
  }
  const g = groups.get(key) ?? {
    n: 0,
    ex: `${ex} ${JSON.stringify(script.failure)?.slice(0, 100)} ${fc.stringify(request).slice(0, 300)}`,
  };
  g.n += 1;
  groups.set(key, g);
}

for (const [name, methods] of [
  ["unary", unaryMethods],
  ["stream", streamMethods],
] as const)
  it(name, async () => {
    groups.clear();
    const a = fc.constantFrom(...methods).chain((m) => fc.tuple(requestOf(m), scriptOf(m)));
    const t = performance.now();
    await fc.assert(
      fc.asyncProperty(a, ([request, script]) => triage(request, script)),
      { numRuns },
    );
    console.log(name, performance.now() - t, "ms");
    for (const [k, { n, ex }] of [...groups].sort((a, b) => b[1].n - a[1].n).slice(0, 40))
      console.log(n, k, "\n     ", ex);
  }, 600_000);

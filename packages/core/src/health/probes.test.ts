import { expect, it } from "vitest";
import { createDrain } from "../middleware/drain.ts";
import { createProbes } from "./probes.ts";
import { createReadiness } from "./readiness.ts";

const headers = { "cache-control": "no-store", "content-type": "application/json" };
const ok = { status: 200, headers, body: '{"status":"ok"}' };
const get = (path: string) => ({ method: "GET", path });

function start() {
  const store = { failure: undefined as unknown };
  const check = async () => {
    if (store.failure !== undefined) throw store.failure;
  };
  const drain = createDrain();
  const alone = { failureThreshold: 1, successThreshold: 1, recheckMs: 0 };
  return { store, drain, probes: createProbes(createReadiness({ check, drain, ...alone })) };
}

it("/readyz is 200 while the store can be reached, else 503 without a word of why", async () => {
  const { store, probes } = start();
  expect(await probes(get("/readyz"))).toEqual(ok);
  store.failure = new Error("password authentication failed for db-7");
  const body = '{"status":"unavailable"}';
  expect(await probes(get("/readyz"))).toEqual({ status: 503, headers, body });
  store.failure = undefined;
  expect(await probes(get("/readyz"))).toEqual(ok);
});

it("/readyz is 503 from the first moment of a drain, before any call is refused", async () => {
  const { drain, probes } = start();
  expect(await probes(get("/readyz"))).toEqual(ok);
  const drained = drain.drain({ delayMs: 1 });
  expect(await probes(get("/readyz"))).toMatchObject({
    status: 503,
    body: '{"status":"draining"}',
  });
  await drained;
});

it("/healthz is 200 whatever the store and the drain are doing", async () => {
  const { store, drain, probes } = start();
  store.failure = new Error("down");
  await drain.drain();
  expect(await probes(get("/healthz"))).toEqual(ok);
});

it("HEAD has the status without the body; other verbs are 405", async () => {
  const { probes } = start();
  for (const path of ["/healthz", "/readyz"]) {
    expect(await probes({ method: "HEAD", path })).toEqual({ ...ok, body: "" });
    const refused = { status: 405, headers: { ...headers, allow: "GET, HEAD" }, body: "" };
    for (const method of ["POST", "PUT", "OPTIONS", "get"]) {
      expect(await probes({ method, path })).toEqual(refused);
    }
  }
});

it("other paths are no probes", async () => {
  const { probes } = start();
  for (const path of ["", "/", "/readyz/", "/healthz2", "/READYZ", "/a/healthz"]) {
    expect(await probes(get(path))).toBeUndefined();
  }
});

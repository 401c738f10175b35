import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "@org/user-core";
import { handStream } from "@org/user-testing";
import { createGrpcClient } from "@org/user-transport-grpc";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { parseServeOptions } from "./options.ts";
import { serve } from "./serve.ts";

afterEach(() => void vi.useRealTimers());

/** A server in this process, with metrics. */
async function start(...flags: readonly string[]) {
  const own = ["--store", "memory:", "--port", "0", "--metrics-port", "0", "--log-level", "silent"];
  const options = parseServeOptions([...own, ...flags], {});
  if (options === "help") return expect.fail("help was asked for");
  const running = await serve(options);
  onTestFinished(() => running.stop(0));
  const address = running.address.replace(/^https?:\/\//, "");
  return { ...running, address, probes: running.metricsAddress?.replace("/metrics", "") ?? "" };
}

async function ask(url: string): Promise<readonly [status: number, body: string]> {
  const response = await fetch(url);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return [response.status, await response.text()];
}

const ok = [200, '{"status":"ok"}'];

it("probes are answered on the main and on the metrics port, without a token", async () => {
  const { address, probes } = await start("--auth-tokens", "one");
  for (const base of [`http://${address}`, probes]) {
    for (const path of ["/healthz", "/readyz"]) expect(await ask(base + path)).toEqual(ok);
  }
  expect((await fetch(`${probes}/else`)).status).toBe(404);
  expect((await fetch(`${probes}/readyz`, { method: "POST" })).status).toBe(405);
});

it("with --transport grpc they are on the metrics port alone", async () => {
  const { address, probes } = await start("--transport", "grpc");
  expect(await ask(`${probes}/readyz`)).toEqual(ok);
  await expect(fetch(`http://${address}/readyz`)).rejects.toThrow();
});

it("told to stop it says so at once, everywhere, and serves calls until --drain-delay is over", async () => {
  const { address, probes, stop } = await start("--drain-delay", "1s");
  using users = connectTo({ address });
  await users.createUser({ email: "ada@example.com", name: "Ada" });
  const health = createGrpcClient(address, Health);
  onTestFinished(health.close);
  const statuses = health.watch({})[Symbol.asyncIterator]();
  const next = async () => (await statuses.next()).value?.status;
  expect(await next()).toBe(ServingStatus.SERVING);

  // The delay is over when the test says so, however slow the machine.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const stopped = stop();
  expect(await next()).toBe(ServingStatus.NOT_SERVING);
  for (const base of [`http://${address}`, probes]) {
    expect(await ask(`${base}/readyz`)).toEqual([503, '{"status":"draining"}']);
    expect(await ask(`${base}/healthz`)).toEqual(ok);
  }
  using newcomer = connectTo({ address });
  expect(await newcomer.updateUser({ user: { id: 1, name: "Ada L" } })).toMatchObject({ id: 1 });
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  // Or it would hold up the stop until the end of the grace.
  expect(await failureOf(next())).toMatchObject({ reason: "SHUTTING_DOWN" });
  await stopped;
  expect(await failureOf(newcomer.deleteUser({ userId: 1 }))).toMatchObject({
    code: "UNAVAILABLE",
  });
});

it("one in whose place there is another leaves it the metrics port at once, while its own calls go on", async () => {
  const { address, probes, stop } = await start();
  using users = connectTo({ address });
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const ids = handStream<{ userId: number }>();
  const answers = users.syncUsers(ids)[Symbol.asyncIterator]();
  const sync = () => {
    ids.write({ userId: id });
    return answers.next();
  };
  expect(await sync()).toMatchObject({ value: { id } });
  const stopped = stop(0);
  await expect(fetch(`${probes}/readyz`)).rejects.toThrow();
  expect(await sync()).toMatchObject({ value: { id } });
  ids.end();
  expect(await answers.next()).toMatchObject({ done: true });
  await stopped;
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { superviseFakes as start } from "./fake-workers.fixture.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a restart replaces one after the other, and stops none before its successor listens", async () => {
  const { supervisor, workers, log, run, last, settle } = start(2);
  await run();
  const restarted = supervisor.restart();
  await settle();
  expect(log).toEqual(["fork 1"]);
  last().listen();
  await settle();
  expect(log).toEqual(["fork 1", "stop 1 0"]);
  workers[0]?.exit(0);
  await settle();
  expect(log).toEqual(["fork 1", "stop 1 0", "fork 2"]);
  last().listen();
  await settle();
  workers[1]?.exit(0);
  await restarted;
  expect(log).toEqual(["fork 1", "stop 1 0", "fork 2", "stop 2 0"]);
});

it("a restart kills an old worker that does not come to the end of its drain, and goes on", async () => {
  const { supervisor, workers, log, run, last, settle } = start(2);
  await run();
  const restarted = supervisor.restart();
  last().listen();
  await vi.advanceTimersByTimeAsync(9_999);
  expect(log).toEqual(["fork 1", "stop 1 0"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(log).toEqual(["fork 1", "stop 1 0", "fork 2"]);
  last().listen();
  await settle();
  workers[1]?.exit(0);
  await restarted;
});

it("a restart whose new worker can't start leaves the old ones", async () => {
  const { supervisor, log, run, last } = start(2);
  await run();
  const restarted = supervisor.restart();
  last().exit(2);
  await expect(restarted).rejects.toMatchObject({ exitCode: 2 });
  expect(log).toEqual(["fork 1"]);
});

it("a restart kills a new worker that does not listen in its time, leaves the old ones, and begins no other", async () => {
  const { supervisor, workers, log, run, last } = start(2);
  await run();
  const restarted = supervisor.restart();
  const failed = expect(restarted).rejects.toThrow("worker 1 did not listen within 60 s");
  await vi.advanceTimersByTimeAsync(59_999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await failed;
  expect(await last().process.exited).toBe("SIGKILL");
  expect(log).toEqual(["fork 1"]);
  const again = supervisor.restart();
  last().listen();
  await vi.advanceTimersByTimeAsync(0);
  expect(log).toEqual(["fork 1", "fork 1", "stop 1 0"]);
  workers[0]?.exit(0);
  await vi.advanceTimersByTimeAsync(0);
  last().listen();
  workers[1]?.exit(0);
  expect(await again).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it("a stop that comes amid a restart is the end of it, and no failure of it", async () => {
  const { supervisor, workers, log, run, last } = start(2);
  await run();
  const restarted = supervisor.restart();
  const stopped = supervisor.stop();
  last().listen();
  for (const worker of workers) worker.exit(0);
  expect(await restarted).toBe(false);
  await stopped;
  expect(log.filter((line) => line.startsWith("fork"))).toEqual(["fork 1"]);
});

it("a stop drains all, also one that was about to take another's place, and starts none again", async () => {
  const { supervisor, workers, log, run, last } = start(2);
  await run();
  const restarted = supervisor.restart();
  const stopped = supervisor.stop();
  expect(log).toEqual(["fork 1", "stop 1 undefined", "stop 2 undefined", "stop 1 undefined"]);
  workers[0]?.exit(1);
  last().exit(0);
  expect(await restarted).toBe(false);
  const failed = expect(stopped).rejects.toThrow("worker 1 ended with 1");
  await vi.advanceTimersByTimeAsync(10_000);
  await failed;
  expect(await workers[1]?.process.exited).toBe("SIGKILL");
  expect(log.filter((line) => line.startsWith("fork"))).toEqual(["fork 1"]);
});

it("a stop is one in order where those that served end with 0, however one ends that had not begun to", async () => {
  const { supervisor, workers, run, last } = start(2);
  await run();
  const restarted = supervisor.restart();
  const stopped = supervisor.stop();
  last().exit("SIGTERM");
  for (const worker of workers) worker.exit(0);
  await Promise.all([restarted, stopped]);
});

it("a stop fails where a worker had to be killed", async () => {
  const { supervisor, workers, run } = start(2);
  await run();
  const failed = expect(supervisor.stop()).rejects.toThrow("worker 2 ended with SIGKILL");
  workers[0]?.exit(0);
  await vi.advanceTimersByTimeAsync(10_000);
  await failed;
});

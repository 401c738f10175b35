import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { superviseFakes as start } from "./fake-workers.fixture.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("starts the first worker alone, then the others together", async () => {
  const { supervisor, workers, log, settle } = start(3);
  const started = supervisor.start();
  await settle();
  expect(log).toEqual(["fork 1"]);
  workers[0]?.listen();
  await settle();
  expect(log).toEqual(["fork 1", "fork 2", "fork 3"]);
  for (const worker of workers) worker.listen();
  expect((await started).map(({ address }) => address)).toEqual(["a1", "a2", "a3"]);
});

it("fails with what the first worker ended with, and starts no other", async () => {
  const { supervisor, log, last } = start(3);
  const started = supervisor.start();
  last().exit(2);
  await expect(started).rejects.toMatchObject({ exitCode: 2, message: "worker 1 ended with 2" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(log).toEqual(["fork 1"]);
});

it("ends those that listen when one of the others can't start", async () => {
  const { supervisor, workers, settle } = start(2);
  const started = supervisor.start();
  workers[0]?.listen();
  await settle();
  workers[1]?.exit(1);
  await expect(Promise.all([started, vi.advanceTimersByTimeAsync(0)])).rejects.toThrow("worker 2");
  expect(await workers[0]?.process.exited).toBe("SIGKILL");
});

it("puts another in the place of a worker that ends by itself, after a pause", async () => {
  const { log, workers, run, settle } = start(2);
  await run();
  await vi.advanceTimersByTimeAsync(60_000);
  workers[0]?.exit("SIGSEGV");
  await settle();
  expect(log).toEqual(["crash 1 SIGSEGV 100"]);
  await vi.advanceTimersByTimeAsync(100);
  expect(log).toEqual(["crash 1 SIGSEGV 100", "fork 1"]);
});

it("kills a worker that took another's place and does not listen in its time, and puts the next there", async () => {
  const { log, workers, run, last } = start(2);
  await run();
  workers[0]?.exit("SIGSEGV");
  await vi.advanceTimersByTimeAsync(100 + 59_999);
  expect(log).toEqual(["crash 1 SIGSEGV 100", "fork 1"]);
  await vi.advanceTimersByTimeAsync(101);
  expect(log.slice(2)).toEqual(["crash 1 SIGKILL 100", "fork 1"]);
  last().listen();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([log.length, vi.getTimerCount()]).toEqual([4, 0]);
});

it("gives up on a worker that ends five times in a row within five seconds of its start", async () => {
  const { log, last, run, onHopeless } = start(1);
  await run();
  for (let i = 0; i < 5; i += 1) {
    last().exit(1);
    await vi.advanceTimersByTimeAsync(4_000);
  }
  const crashes = log.filter((line) => line.startsWith("crash"));
  expect(crashes).toEqual([100, 200, 400, 800].map((pause) => `crash 1 1 ${pause}`));
  expect(onHopeless).toHaveBeenCalledOnce();
  expect(onHopeless.mock.calls[0]?.[0]).toMatchObject({ exitCode: 1 });
});

it("drains the others when it gives up on one, and starts none again", async () => {
  const { log, workers, last, run, onHopeless } = start(2);
  await run();
  const [, other] = workers;
  workers[0]?.exit(2);
  for (let i = 0; i < 4; i += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    last().exit(2);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(log.at(-1)).toBe("stop 2 undefined");
  const stopped = vi.fn();
  void onHopeless.mock.calls[0]?.[1].then(stopped);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stopped).not.toHaveBeenCalled();
  other?.exit(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stopped).toHaveBeenCalledOnce();
  expect(log.at(-1)).toBe("stop 2 undefined");
});

it("counts anew when one has lived longer", async () => {
  const { last, run, onHopeless } = start(1);
  await run();
  for (let i = 0; i < 20; i += 1) {
    await vi.advanceTimersByTimeAsync(i % 3 === 2 ? 6_000 : 2_000);
    last().exit(1);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(onHopeless).not.toHaveBeenCalled();
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { supervise } from "./supervise.ts";
import { WorkerEnded, type WorkerProcess } from "./worker-process.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A worker that does as a test says. */
function fakeWorker(number: number, log: string[]) {
  const ready = Promise.withResolvers<{ address: string; metricsAddress: undefined }>();
  const exited = Promise.withResolvers<number | string>();
  ready.promise.catch(() => {});
  void exited.promise.then((ended) => ready.reject(new WorkerEnded(number, ended)));
  const process: WorkerProcess = {
    ready: ready.promise,
    exited: exited.promise,
    stop: (delayMs) => void log.push(`stop ${number} ${delayMs}`),
    kill: () => exited.resolve("SIGKILL"),
  };
  const listen = () => ready.resolve({ address: `a${number}`, metricsAddress: undefined });
  return { number, process, listen, exit: exited.resolve };
}

function start(count: number) {
  const log: string[] = [];
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const onHopeless = vi.fn();
  const supervisor = supervise({
    count,
    fork(number) {
      log.push(`fork ${number}`);
      const worker = fakeWorker(number, log);
      workers.push(worker);
      return worker.process;
    },
    onCrash: (number, ended, retryInMs) => log.push(`crash ${number} ${ended} ${retryInMs}`),
    drainMs: 10_000,
    successorMs: 60_000,
    onHopeless,
  });
  /** The worker that was started last. */
  const last = () => workers.at(-1) ?? expect.fail("no worker");
  const settle = () => vi.advanceTimersByTimeAsync(0);
  /** Starts all, each of which listens at once. */
  async function run() {
    const started = supervisor.start();
    for (let n = 0; n < count; n += 1) {
      workers[n]?.listen();
      await settle();
    }
    for (const worker of workers) worker.listen();
    await started;
    log.length = 0;
  }
  return { supervisor, workers, log, onHopeless, last, settle, run };
}

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

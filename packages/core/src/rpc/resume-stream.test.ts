import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CallOptions } from "./client.ts";
import {
  type Interruption,
  type ResumableStream,
  type ResumingOptions,
  resumeStream,
} from "./resume-stream.ts";
import { ServiceError } from "./service-error.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const broken = () => new ServiceError("UNAVAILABLE", "broken");
const refused = () => new ServiceError("UNAUTHENTICATED", "Invalid token");

type Attempt = (options: CallOptions) => AsyncIterable<number>;

/** A stream each of whose tries goes as the next of these; the last of them goes on for ever. */
function streamOf(...attempts: Attempt[]) {
  const opened: CallOptions[] = [];
  const interruptions: Interruption[] = [];
  const got: number[] = [];
  const read = async (stream: Partial<ResumableStream<number>>, options: ResumingOptions = {}) => {
    const onInterrupted = (each: Interruption) => interruptions.push(each);
    const open: Attempt = (callOptions) => {
      opened.push(callOptions);
      return (attempts[Math.min(opened.length, attempts.length) - 1] as Attempt)(callOptions);
    };
    const resumable = { open, note: () => false, ...stream };
    for await (const each of resumeStream(resumable, { onInterrupted, ...options })) got.push(each);
  };
  return { read, opened, interruptions, got, tries: () => interruptions.map(({ tries }) => tries) };
}

/** One that gives these, then fails or ends. */
const giving = (messages: readonly number[], error?: Error): Attempt =>
  async function* () {
    yield* messages;
    if (error) throw error;
  };

/** One that is silent until its signal is aborted. */
const silent: Attempt = ({ signal }) => ({
  [Symbol.asyncIterator]: () => ({
    next: () =>
      new Promise((_, reject) => {
        const cancelled = new ServiceError("CANCELLED", "Call cancelled");
        signal?.addEventListener("abort", () => reject(cancelled));
      }),
  }),
});

it("ends with the message that is its last, and closes the call", async () => {
  const close = vi.fn(async () => ({ done: true as const, value: undefined }));
  const next = vi.fn(async () => ({ done: false as const, value: 7 }));
  const stream = streamOf(() => ({ [Symbol.asyncIterator]: () => ({ next, return: close }) }));
  await stream.read({ note: () => true });
  expect(stream.got).toEqual([7]);
  expect([next.mock.calls.length, close.mock.calls.length]).toEqual([1, 1]);
});

it("takes an end with OK for a break, unless the stream has ends of its own", async () => {
  const ends = streamOf(giving([1]));
  await ends.read({ endsWithOk: true });
  expect([ends.got, ends.opened.length]).toEqual([[1], 1]);
  const breaks = streamOf(giving([1]), giving([2]));
  const done = breaks.read({ note: (message) => message === 2 });
  await vi.runAllTimersAsync();
  await done;
  expect(breaks.got).toEqual([1, 2]);
  expect(breaks.interruptions).toMatchObject([
    { tries: 1, error: { code: "UNAVAILABLE", message: "The server ended the stream" } },
  ]);
});

it("counts tries in a row, from anew after a message and after one that was open for long", async () => {
  const lasting = (ms: number): Attempt =>
    async function* () {
      await new Promise((resolve) => setTimeout(resolve, ms));
      throw broken();
    };
  const options = { firstPauseMs: 1, longestPauseMs: 10_000 };
  const attempts = [
    lasting(0),
    lasting(10_000),
    lasting(10_001),
    giving([1], broken()),
    giving([2]),
  ];
  const stream = streamOf(...attempts);
  const done = stream.read({ note: (message) => message === 2 }, options);
  await vi.runAllTimersAsync();
  await done;
  expect(stream.tries()).toEqual([1, 2, 1, 1]);
});

it("takes a silence for a break, and a reader that takes its time for none", async () => {
  const stream = streamOf(silent, giving([1]));
  const done = stream.read({ silenceMs: 500, note: () => true });
  await vi.runAllTimersAsync();
  await done;
  expect(stream.interruptions).toMatchObject([
    { error: { code: "UNAVAILABLE", message: "The stream fell silent" } },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

it("ends without an error on its caller's signal, also while it is silent, and tries no more", async () => {
  const controller = new AbortController();
  const stream = streamOf(silent);
  const done = stream.read({ silenceMs: 60_000 }, { signal: controller.signal });
  await vi.advanceTimersByTimeAsync(1_000);
  controller.abort();
  await done;
  expect([stream.opened.length, stream.interruptions]).toEqual([1, []]);
});

it("fails with what is no error of the service, even if it looks like one", async () => {
  const alike = Object.assign(new Error("alike"), { code: "UNAVAILABLE" });
  await expect(streamOf(giving([], alike)).read({})).rejects.toBe(alike);
});

it("sends headers that stay with each try, and asks those that change; once more where they are refused", async () => {
  const headers = { authorization: "Bearer old" };
  const stays = streamOf(giving([], broken()), giving([], refused()));
  const failed = expect(stays.read({}, { headers })).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
  await vi.runAllTimersAsync();
  await failed;
  expect(stays.opened).toMatchObject([{ headers }, { headers }]);
  let asked = 0;
  const changing = () => ({ authorization: `Bearer ${++asked}` });
  const changes = streamOf(giving([], refused()), giving([1], refused()), giving([], refused()));
  const given = expect(changes.read({}, { headers: changing })).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
  await vi.runAllTimersAsync();
  await given;
  expect(changes.opened.map((options) => options.headers)).toEqual(
    [1, 2, 3].map((n) => ({ authorization: `Bearer ${n}` })),
  );
  expect(changes.got).toEqual([1]);
});

it("tells each time when it watches: with the response's headers, and not before", async () => {
  const onWatching = vi.fn();
  const open: Attempt = async function* ({ onHeaders }) {
    expect(onWatching).toHaveBeenCalledTimes(opens);
    opens += 1;
    onHeaders?.(new Headers());
    yield opens;
    throw broken();
  };
  let opens = 0;
  const stream = streamOf(open);
  const done = stream.read({ note: (message) => message === 2 }, { onWatching });
  await vi.runAllTimersAsync();
  await done;
  expect(onWatching).toHaveBeenCalledTimes(2);
  const untold = streamOf(giving([1]));
  await untold.read({ endsWithOk: true });
  expect(untold.opened[0]).not.toHaveProperty("onHeaders");
});

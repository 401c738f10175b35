import fc from "fast-check";
import { expect, it } from "vitest";
import { createMessageQueue } from "./message-queue.ts";

it("gives messages in order, in batches of at most the size asked for", async () => {
  const commands = fc.array(
    fc.oneof(
      fc.record({ write: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ read: fc.integer({ min: 1, max: 10 }) }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const queue = createMessageQueue<number>(1_000);
      const [written, read]: [number[], number[]] = [[], []];
      for (const step of steps) {
        if ("write" in step) {
          for (let i = 0; i < step.write; i += 1) {
            queue.write(written.length);
            written.push(written.length);
          }
        } else if (written.length > read.length) {
          const batch = await queue.stream.nextBatch(step.read);
          expect(batch.length).toBe(Math.min(step.read, written.length - read.length));
          read.push(...batch);
        }
      }
      queue.end();
      for await (const message of queue.stream) read.push(message);
      expect(read).toEqual(written);
    }),
  );
});

it("makes the writer wait while it is full, until it is read or closed", async () => {
  for (const release of ["read", "close"] as const) {
    const queue = createMessageQueue<string>(10);
    expect(queue.write("a", 9)).toBeUndefined();
    const full = queue.write("b", 1);
    expect(full).toBeInstanceOf(Promise);
    if (release === "read") await queue.stream.nextBatch(10);
    else queue.close();
    await full;
  }
});

it("fails its reader at once, also one that waits", async () => {
  const queue = createMessageQueue<string>(10);
  const waiting = queue.stream.nextBatch(1);
  queue.fail(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  queue.write("late");
  await expect(queue.stream.nextBatch(1)).rejects.toThrow("gone");
});

it("ends after what was written, and wakes a reader that waits for the end", async () => {
  const queue = createMessageQueue<string>(10);
  const waiting = queue.stream.nextBatch(1);
  queue.end();
  expect(await waiting).toEqual([]);
});

it("drops what was written when it fails, and lets the writer go", async () => {
  const queue = createMessageQueue<string>(1);
  const full = queue.write("unread");
  const fault = new Error("gone");
  queue.fail(fault);
  await full;
  await expect(queue.stream.nextBatch(1)).rejects.toBe(fault);
  expect(queue.write("late")).toBeUndefined();
});

it("fails with the first error, and not at all once it is closed", async () => {
  const queue = createMessageQueue<string>(1);
  const first = new Error("first");
  queue.fail(first);
  queue.fail(new Error("second"));
  queue.end(new Error("third"));
  await expect(queue.stream.nextBatch(1)).rejects.toBe(first);
  const closed = createMessageQueue<string>(1);
  closed.close();
  closed.fail(first);
  expect(await closed.stream.nextBatch(1)).toEqual([]);
});

it("gives what was written before it ended with an error, then the error", async () => {
  const queue = createMessageQueue<string>(10);
  queue.write("a");
  const fault = new Error("enough");
  queue.end(fault);
  queue.end();
  expect(await queue.stream.nextBatch(1)).toEqual(["a"]);
  await expect(queue.stream.nextBatch(1)).rejects.toBe(fault);
});

it("gives a reader that iterates nothing more once it has failed", async () => {
  const queue = createMessageQueue<string>(10);
  queue.write("a");
  queue.write("b");
  const messages = queue.stream[Symbol.asyncIterator]();
  expect(await messages.next()).toEqual({ done: false, value: "a" });
  const fault = new Error("gone");
  queue.fail(fault);
  await expect(messages.next()).rejects.toBe(fault);
});

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

import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, it } from "vitest";
import { UserUpdateSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { createLogTail, type LogTail } from "./log-tail.ts";
import type { LogPosition, UserEvent } from "./user-store.ts";

/** A log of writes of so many events each. */
function logOf(sizes: readonly number[]): UserEvent[] {
  let end = 0;
  return sizes.flatMap((size) => {
    end += size;
    const position = String(end);
    return Array.from({ length: size }, (_, i): UserEvent => {
      const update = create(UserUpdateSchema, { revision: BigInt(end - size + i) });
      return { kind: "updated", userId: 1, update, position };
    });
  });
}

/** Positions are ends of writes; `0` is the beginning. */
function following(log: readonly UserEvent[], position: LogPosition): readonly UserEvent[] {
  return log.slice(Number(position));
}

/** Fails unless what a tail gives after a position is what follows, in whole writes. */
function checkAfter(tail: LogTail, log: readonly UserEvent[], position: LogPosition): void {
  const given = tail.after(position);
  if (given === undefined) return;
  const start = Number(position);
  // By identity: it is done for every position of every log.
  const isExact = given.every((event, i) => event === log[start + i]);
  const next = log[start + given.length];
  if (isExact && (given.length > 0 ? next?.position !== given.at(-1)?.position : !next)) return;
  expect(given, `after ${position}, whole writes`).toEqual(log.slice(start));
}

const sizes = fc.array(fc.constantFrom(1, 1, 1, 2, 3, 4), { maxLength: 1_500, size: "max" });

it("gives exactly what follows a position or says that it does not know, whatever the reader skips", () => {
  const step = fc.record({ writes: fc.nat({ max: 400 }), isMissed: fc.boolean() });
  fc.assert(
    fc.property(sizes, fc.array(step, { maxLength: 12 }), (all, steps) => {
      const log = logOf(all);
      const ends = ["0", ...new Set(log.map(({ position }) => position))];
      const tail = createLogTail();
      let read = 0;
      for (const { writes, isMissed } of steps) {
        const after = ends[read] ?? "0";
        read = Math.min(read + writes, ends.length - 1);
        const known = log.slice(0, Number(ends[read]));
        if (isMissed) continue;
        tail.append(after, following(known, after));
        for (const position of ends) checkAfter(tail, known, position);
        expect(tail.after(ends[read] ?? "0"), "the end").toEqual([]);
      }
    }),
    { numRuns: 50 },
  );
});

it("keeps about the last thousand events at least, and not many more than twice as many", () => {
  const log = logOf(Array.from({ length: 5_000 }, () => 1));
  const tail = createLogTail();
  for (let i = 0; i < log.length; i += 10) {
    tail.append(String(i), log.slice(i, i + 10));
    const end = i + 10;
    expect(tail.after(String(Math.max(0, end - 990)))).toBeDefined();
    if (end > 2_010) expect(tail.after(String(end - 2_010))).toBeUndefined();
  }
});

it("gives a write that is larger than a page whole", () => {
  const log = logOf([1, 700, 1]);
  const tail = createLogTail();
  tail.append("0", log);
  expect(tail.after("0")).toEqual(log.slice(0, 701));
  expect(tail.after("701")).toEqual(log.slice(701));
});

it("forgets what was before a gap", () => {
  const log = logOf([1, 1, 1, 1]);
  const tail = createLogTail();
  tail.append("0", log.slice(0, 1));
  tail.append("2", log.slice(2, 3));
  expect(tail.after("0")).toBeUndefined();
  expect(tail.after("1")).toBeUndefined();
  expect(tail.after("2")).toEqual(log.slice(2, 3));
});

it("knows nothing before it was given anything", () => {
  expect(createLogTail().after("0")).toBeUndefined();
});

it("is at the position after which nothing was read", () => {
  const tail = createLogTail();
  tail.append("7", []);
  expect(tail.after("7")).toEqual([]);
});

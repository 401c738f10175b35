import { expect, it } from "vitest";
import { readWatch } from "./read-watch.ts";

const open = { kind: "open", whom: "everybody", after: "", includeExisting: false } as const;
const event = { is: "heartbeat" } as const;

it("puts streams that go on from each other into one chain, and what begins anew into another", () => {
  const { chains, hasReachedEnd } = readWatch("watch", [
    { kind: "anew", at: 1 },
    { ...open, stream: "a", at: 2 },
    { kind: "got", stream: "a", at: 3, after: "token", event },
    { kind: "end", stream: "a", at: 4, code: "UNAVAILABLE", reason: "", message: "" },
    { ...open, stream: "b", at: 5, after: "token" },
    { kind: "anew", at: 6 },
    { ...open, stream: "c", at: 7 },
    { kind: "reached", at: 8 },
  ]);
  expect(hasReachedEnd).toBe(true);
  expect(chains.map(({ streams }) => streams.map(({ name }) => name))).toEqual([["a", "b"], ["c"]]);
  expect(chains.map(({ isComplete }) => isComplete)).toEqual([false, true]);
  expect(chains[0]?.streams[0]).toMatchObject({
    messages: [{ at: 3 }],
    end: { code: "UNAVAILABLE" },
  });
});

it("refuses a message of a stream that is not open", () => {
  expect(() =>
    readWatch("watch", [
      { kind: "anew", at: 1 },
      { kind: "got", stream: "a", at: 3, after: "", event },
    ]),
  ).toThrow("a is not open");
});

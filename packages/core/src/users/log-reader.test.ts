import { create } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import { UserUpdateSchema } from "../gen/userservice/v1/user_service_pb.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { readOn, readUpTo } from "./log-reader.ts";
import type { UserEvent, UserEvents } from "./user-store.ts";

/** Writes of 1, 3 and 2 events. */
const log = [1, 4, 4, 4, 6, 6].map((end, i): UserEvent => {
  const update = create(UserUpdateSchema, { revision: BigInt(i + 1) });
  return { kind: "updated", userId: 1, update, position: String(end) };
});

/** Reads the log a write at a time, or answers always the same. */
function feedOf(answer?: UserEvents): Pick<ChangeFeed, "read" | "catchUp"> {
  return {
    async catchUp() {},
    async read(after) {
      if (answer) return answer;
      const next = log[Number(after)]?.position;
      const events = log.slice(Number(after)).filter(({ position }) => position === next);
      return { kind: "events", events, position: next ?? after };
    },
  };
}

async function revisionsUpTo(position: string, sent: number, end: string) {
  const seen: bigint[] = [];
  for await (const { event } of readUpTo(feedOf(), { position, sent }, end)) {
    if (event.kind === "updated") seen.push(event.update.revision);
  }
  return seen;
}

it("gives each change the point to go on from after it", async () => {
  const changes = await readOn(feedOf(), { position: "1", sent: 0 });
  expect(changes.map(({ point }) => point)).toEqual([
    { position: "1", sent: 1 },
    { position: "1", sent: 2 },
    { position: "4", sent: 0 },
  ]);
});

it("goes on amid a write, with the same points", async () => {
  const whole = await readOn(feedOf(), { position: "1", sent: 0 });
  expect(await readOn(feedOf(), { position: "1", sent: 1 })).toEqual(whole.slice(1));
  expect(await readOn(feedOf(), { position: "1", sent: 2 })).toEqual(whole.slice(2));
});

it("skips of the first write alone what was sent of it", async () => {
  const page: UserEvents = { kind: "events", events: log.slice(1), position: "6" };
  const changes = await readOn(feedOf(page), { position: "1", sent: 2 });
  expect(changes.map(({ point }) => point)).toEqual([
    { position: "4", sent: 0 },
    { position: "4", sent: 1 },
    { position: "6", sent: 0 },
  ]);
});

it("is empty at the end of the log", async () => {
  expect(await readOn(feedOf(), { position: "6", sent: 0 })).toEqual([]);
});

it.each([
  ["expired", "OUT_OF_RANGE", "RESUME_POINT_EXPIRED"],
  ["ahead", "FAILED_PRECONDITION", "RESUME_POINT_AHEAD"],
] as const)("says that a position is %s", async (kind, code, reason) => {
  await expect(readOn(feedOf({ kind }), { position: "1", sent: 0 })).rejects.toMatchObject({
    code,
    reason,
  });
});

it.each([
  ["the end of the log", "6", 1],
  ["the end of a shorter write", "4", 2],
])(
  "says that a log never reached a point amid a write which is now %s",
  async (_what, position, sent) => {
    await expect(readOn(feedOf(), { position, sent })).rejects.toMatchObject({
      reason: "RESUME_POINT_AHEAD",
    });
  },
);

it("reads up to a position and not beyond, from amid a write too", async () => {
  expect(await revisionsUpTo("0", 0, "4")).toEqual([1n, 2n, 3n, 4n]);
  expect(await revisionsUpTo("1", 2, "6")).toEqual([4n, 5n, 6n]);
  expect(await revisionsUpTo("4", 0, "4")).toEqual([]);
});

/** Has nothing in memory yet of what others have read in the store. */
function feedBehind(): Pick<ChangeFeed, "read" | "catchUp"> {
  const behind = { kind: "events", events: [], position: "1" } as const;
  let feed = feedOf(behind);
  return {
    read: (after) => feed.read(after),
    async catchUp() {
      feed = feedOf();
    },
  };
}

it("reads up to a position that the store has given before the one reader has read so far", async () => {
  const seen: string[] = [];
  for await (const { point } of readUpTo(feedBehind(), { position: "1", sent: 0 }, "4")) {
    seen.push(`${point.position} and ${point.sent}`);
  }
  expect(seen).toEqual(["1 and 1", "1 and 2", "4 and 0"]);
});

it("goes on amid a write that another instance has read before this one", async () => {
  const changes = await readOn(feedBehind(), { position: "1", sent: 2 });
  expect(changes.map(({ point }) => point)).toEqual([{ position: "4", sent: 0 }]);
});

it("reads no further than a position amid what it was given at once", async () => {
  const events = log.slice(1);
  const feed = {
    ...feedOf(),
    read: async () => ({ kind: "events", events, position: "6" }) as const,
  };
  const seen: string[] = [];
  for await (const { point } of readUpTo(feed, { position: "1", sent: 0 }, "4")) {
    seen.push(point.position);
  }
  expect(seen).toEqual(["1", "1", "4"]);
});

it("waits for the one reader only where that has nothing more, and not for what is gone", async () => {
  const catchUp = vi.fn(async () => undefined);
  const ofLog = { ...feedOf(), catchUp };
  expect(await readOn(ofLog, { position: "1", sent: 1 })).toHaveLength(2);
  for await (const _ of readUpTo(ofLog, { position: "1", sent: 0 }, "6"));
  const ofNothing = { ...feedOf({ kind: "expired" }), catchUp };
  await expect(readOn(ofNothing, { position: "1", sent: 1 })).rejects.toMatchObject({
    reason: "RESUME_POINT_EXPIRED",
  });
  expect(catchUp).not.toHaveBeenCalled();
});

it("fails where the log ends before a position that it has reached", async () => {
  await expect(revisionsUpTo("4", 0, "9")).rejects.toThrow("broke its promise");
});

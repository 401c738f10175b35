// Writes to the directory until it is told to finish, or is killed, and records every attempt
// before it is made and every outcome as soon as it is known.
import { setTimeout as delay } from "node:timers/promises";
import { openHistory, readHistoryTail } from "../history/history-file.ts";
import type { NewUserEntry, WriterRecord } from "../history/records.ts";
import { createRandom } from "../random.ts";
import { createAttempts } from "./attempts.ts";
import { createClients } from "./clients.ts";
import { nextWrite, rivalOf } from "./next-write.ts";
import { finishSignal, programOptions } from "./program.ts";
import { createTargets } from "./targets.ts";
import { unsettledCreates } from "./unsettled-creates.ts";

/** How a writer is started. */
export interface WriterOptions {
  /** Its own, and of this life of it. */
  readonly name: string;
  readonly seed: number;
  /** Of the writer, whichever life it is in. */
  readonly history: string;
  readonly ports: readonly number[];
  /** Users whom all writers change. */
  readonly sharedIds: readonly number[];
  /** The longest pause between two writes of one lane, in milliseconds. */
  readonly longestPauseMs: number;
}

/** How many writes it has under way at a time. */
const lanes = 4;
/** How many of its updates have a rival, sent at the same time. */
const rivalry = 0.2;
/** After so many tries a create stays unknown. */
const maxTries = 30;

const { name, seed, history, ports, sharedIds, longestPauseMs } = programOptions<WriterOptions>();
const finish = finishSignal();
const random = createRandom(seed, name);
const before = readHistoryTail<WriterRecord>(history);
const targets = createTargets(sharedIds);
const attempts = createAttempts({
  name,
  file: openHistory<WriterRecord>(history),
  clients: createClients(ports, random),
  targets,
});

/** Sends a create until its fate is known, with the same request ids. */
async function createSurely(entries: readonly NewUserEntry[], isBatch: boolean): Promise<void> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const result = await attempts.make({ op: "create", entries, isBatch });
    if (result.is !== "unknown") return;
    await delay(random.between(20, 200));
  }
}

async function writeOn(lane: number): Promise<void> {
  for (let n = 0; !finish.aborted; n += 1) {
    const own = `${name}-${lane}-${n}`;
    const write = nextWrite({ random, targets, name: own });
    if (write.op === "create") await createSurely(write.entries, write.isBatch);
    else if (write.op === "update" && random.chance(rivalry)) {
      await Promise.all([write, rivalOf(write, `${own}-rival`)].map(attempts.make));
    } else await attempts.make(write);
    await delay(random.between(0, longestPauseMs));
  }
}

// What an earlier life of this writer was killed over.
for (const { entries, isBatch } of unsettledCreates(before)) await createSurely(entries, isBatch);
await Promise.all(Array.from({ length: lanes }, (_, lane) => writeOn(lane)));
process.exit(0);

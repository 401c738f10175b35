import type { Flood, FloodFigures, FloodMeasure, Round } from "../flood-figures.ts";
import { type Loaded, sendLoad } from "../h2load.ts";
import { startServer } from "../server.ts";

const shape = { connections: 10, streams: 100 };

/** Ten times what the server can answer. */
export const unaryFlood: Flood = {
  name: "unary-flood",
  what: "GetUser at ten times the capacity, on 10 connections of 100 streams",
  mostRatio: 3,
  run,
};

async function run({ rounds, seconds }: FloodMeasure): Promise<FloodFigures> {
  await using server = await startServer("connect");
  const { port } = server;
  await sendLoad({ port, connections: 8, streams: 8, seconds });
  const closed = await sendLoad({ port, connections: 8, streams: 8, seconds });
  const capacity = closed.answeredPerSecond;
  const quietly = () => sendLoad({ ...shape, port, seconds, perSecond: capacity / 2 });
  const before = server.memory();
  server.peakMemory();
  const all: Round[] = [];
  const floods: Loaded[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const quiet = await quietly();
    const during = await sendLoad({ ...shape, port, seconds, perSecond: capacity * 10 });
    all.push({ quiet, during });
    floods.push(during);
  }
  const peak = server.peakMemory();
  const after = await quietly();
  const memory = { before, peak, after: server.memory() };
  const sum = (of: (flood: Loaded) => number) =>
    floods.reduce((total, each) => total + of(each), 0);
  const [answered, refused] = [sum((each) => each.answered), sum((each) => each.refused)];
  const share = answered / seconds / rounds / capacity;
  const note = `capacity ${Math.round(capacity)} a second, ${share.toFixed(2)} of it in the flood`;
  return { flood: unaryFlood, rounds: all, answered, refused, memory, after, note };
}

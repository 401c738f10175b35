import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLoad } from "../bench/children.ts";
import type { Latencies } from "./flood-figures.ts";
import { percentile } from "./verdict.ts";

/** Calls of GetUser over Connect, whose refusals have an HTTP status of their own. */
export interface Load {
  readonly port: number;
  readonly connections: number;
  /** Calls of each connection at a time, if the server lets it. */
  readonly streams: number;
  /** Calls that begin each second altogether. Default: one when another has ended. */
  readonly perSecond?: number;
  readonly seconds: number;
}

/** What h2load has seen. */
export interface Loaded extends Latencies {
  readonly answered: number;
  readonly refused: number;
  readonly answeredPerSecond: number;
}

/** Sends a load from the core that the server does not use. */
export async function sendLoad(load: Load): Promise<Loaded> {
  const { port, connections, streams, perSecond, seconds } = load;
  const folder = mkdtempSync(join(tmpdir(), "abuse-load-"));
  const [body, log] = [join(folder, "get-user.bin"), join(folder, "calls.tsv")];
  // GetUserRequest { user_id: 2 }
  writeFileSync(body, Buffer.from([0x08, 2]));
  try {
    await runLoad("h2load", [
      ...[`-c${connections}`, `-m${streams}`, `-D${seconds}`, `-d${body}`, `--log-file=${log}`],
      ...(perSecond === undefined ? [] : [`--rps=${Math.round(perSecond / connections)}`]),
      ...["-Hcontent-type: application/proto"],
      `http://127.0.0.1:${port}/userservice.v1.UserService/GetUser`,
    ]);
    return seenIn(readFileSync(log, "latin1"), seconds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line a call: when it began, its HTTP status, and microseconds until its end. */
function seenIn(log: string, seconds: number): Loaded {
  const calls = log.trimEnd().split("\n");
  const latencies = calls.flatMap((line) => {
    const [, status, microseconds] = line.split("\t");
    return status === "200" ? [Number(microseconds) / 1_000] : [];
  });
  latencies.sort((a, b) => a - b);
  const answered = latencies.length;
  return {
    answered,
    refused: calls.length - answered,
    answeredPerSecond: answered / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

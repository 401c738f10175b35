import { answerBytes } from "./answer-bytes.ts";
import { type Child, runLoad } from "./children.ts";
import { headersOf, type PreparedCall, pathOf } from "./requests.ts";

/** What h2load is to send. */
export interface Load extends PreparedCall {
  readonly connections: number;
  readonly streams: number;
  readonly requests: number;
}

/** What h2load saw. */
export interface LoadResult {
  readonly seconds: number;
  /** Of the answers' messages, with their frames. */
  readonly bytes: number;
}

/** Sends a load; fails unless every request has an answer of HTTP's status 200. */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const { port, body, connections, streams, requests, protocol } = load;
  const output = await runLoad("h2load", [
    ...[`-c${connections}`, `-m${streams}`, `-n${requests}`, `-d${body}`],
    ...(protocol === "json" ? ["--h1"] : []),
    ...Object.entries(headersOf(load)).map(([name, value]) => `-H${name}: ${value}`),
    `http://127.0.0.1:${port}${pathOf(load)}`,
  ]);
  const [, time, unit] = /finished in ([\d.]+)(us|ms|s),/.exec(output) ?? [];
  const succeeded = /(\d+) succeeded/.exec(output)?.[1];
  const bytes = /\((\d+)\) data/.exec(output)?.[1];
  if (unit === undefined || Number(succeeded) !== requests) throw new Error(output);
  const perSecond = { us: 1e6, ms: 1e3, s: 1 }[unit] ?? Number.NaN;
  return { seconds: Number(time) / perSecond, bytes: Number(bytes) };
}

/** Requests a second, warm, every one of which had the whole answer. */
export async function requestsPerSecond(load: Load, warmUp: number): Promise<number> {
  const expected = await answerBytes(load);
  await sendLoad({ ...load, requests: warmUp });
  const { seconds, bytes } = await sendLoad(load);
  if (bytes !== expected * load.requests) {
    throw new Error(`${load.method}: ${bytes} bytes in ${load.requests} answers of ${expected}`);
  }
  return load.requests / seconds;
}

/** The port a server program prints as its first line. */
export async function portOf(server: Child): Promise<number> {
  const port = Number(await server.line());
  if (!(port > 0)) throw new Error("the server has no port");
  return port;
}

import { type Child, runLoad } from "./children.ts";

/** What h2load is to send. */
export interface Load {
  readonly port: number;
  /** `/package.Service/Method`. */
  readonly path: string;
  /** A file with the request body. */
  readonly body: string;
  readonly connections: number;
  readonly streams: number;
  readonly requests: number;
}

/** The bearer token of every request, whether a server asks for one or not. */
export const token = "t".repeat(40);

/** Requests a second, every one of which was answered. */
export async function requestsPerSecond(load: Load): Promise<number> {
  const { port, path, body, connections, streams, requests } = load;
  const output = await runLoad("h2load", [
    `-c${connections}`,
    `-m${streams}`,
    `-n${requests}`,
    `-d${body}`,
    "-Hcontent-type: application/grpc",
    "-Hte: trailers",
    `-Hauthorization: Bearer ${token}`,
    `http://127.0.0.1:${port}${path}`,
  ]);
  const rate = /finished in .*?, ([\d.]+) req\/s/.exec(output)?.[1];
  const succeeded = /(\d+) succeeded/.exec(output)?.[1];
  if (rate === undefined || Number(succeeded) !== requests) throw new Error(output);
  return Number(rate);
}

/** The port a server program prints as its first line. */
export async function portOf(server: Child): Promise<number> {
  return Number(await server.line());
}

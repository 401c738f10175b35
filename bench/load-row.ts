import { type Program, startProgram } from "./children.ts";
import { type Load, portOf, requestsPerSecond } from "./h2load.ts";
import { inTurn } from "./measure.ts";
import type { Row } from "./row.ts";

/** The load of a row. */
export interface RowLoad extends Omit<Load, "port" | "body"> {
  /** Makes the file with the request body. */
  readonly body: () => string;
  readonly warmUp: number;
  /** Messages of one request. Default: 1. */
  readonly messages?: number;
}

/** A row that puts the same load on two servers. */
export interface LoadRow extends Pick<Row, "name" | "measure" | "target" | "bounds"> {
  readonly peer: string;
  readonly load: RowLoad;
  readonly ours: Program;
  readonly theirs: Program;
}

/** Makes a row of requests, or messages, a second. */
export function loadRow({ load, ours, theirs, ...row }: LoadRow): Row {
  return {
    ...row,
    unit: load.messages === undefined ? "req/s" : "messages/s",
    round: inTurn(
      async (scale) => ({ ours: await rateOf(ours, load, scale) }),
      (scale) => rateOf(theirs, load, scale),
    ),
  };
}

/** Requests, or messages, a second of a server program. */
export async function rateOf(program: Program, load: RowLoad, scale: number): Promise<number> {
  const server = startProgram(program);
  try {
    const port = await portOf(server);
    const { warmUp, messages = 1, ...rest } = load;
    const requests = Math.ceil(load.requests * scale);
    return (
      messages * (await requestsPerSecond({ ...rest, port, body: load.body(), requests }, warmUp))
    );
  } finally {
    await server.stop();
  }
}

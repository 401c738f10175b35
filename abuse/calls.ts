import { type ClientHttp2Session, connect } from "node:http2";
import type { Outcome, Target } from "./attack.ts";

/** A call with a body that is meant to hurt. */
export interface HurtfulCall {
  readonly method: string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** How many at a time. Default: 8. */
  readonly atOnce?: number;
}

/** Makes calls until the time is over, and counts those that were not answered with OK. */
export async function callAgainAndAgain(target: Target, call: HurtfulCall): Promise<Outcome> {
  const { port, until } = target;
  const session = connect(`http://127.0.0.1:${port}`);
  // The server may end it: that is counted by its calls.
  session.on("error", () => {});
  const statuses = new Map<string, number>();
  const caller = async () => {
    while (performance.now() < until && !session.destroyed) {
      const status = await statusOf(session, call);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: call.atOnce ?? 8 }, caller));
  session.destroy();
  const tried = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const answered = (statuses.get("0") ?? 0) + (statuses.get("200") ?? 0);
  const note = [...statuses].map(([status, count]) => `${status}: ${count}`).join(", ");
  return { unit: "calls", tried, held: 0, refused: tried - answered, note: `by status ${note}` };
}

/** gRPC's status, HTTP's where there is none, or how the stream ended. */
function statusOf(session: ClientHttp2Session, call: HurtfulCall): Promise<string> {
  const { method, type, headers, body } = call;
  return new Promise((resolve) => {
    const stream = session.request({
      ":method": "POST",
      ":path": `/userservice.v1.UserService/${method}`,
      "content-type": type,
      te: "trailers",
      ...headers,
    });
    let status: string | undefined;
    stream.on("response", (head) => {
      status = `${head["grpc-status"] ?? head[":status"]}`;
    });
    stream.on("trailers", (trailers) => {
      status = `${trailers["grpc-status"]}`;
    });
    stream.on("error", () => {});
    stream.on("close", () => resolve(status ?? `reset ${stream.rstCode}`));
    stream.resume();
    stream.end(body);
  });
}

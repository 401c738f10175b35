import { runProgram } from "../children.ts";
import { rateOf } from "../load-row.ts";
import { inTurn } from "../measure.ts";
import { programs } from "../programs.ts";
import type { Row } from "../row.ts";
import { grpc } from "./get-user.ts";

const program = "programs/get-in-process.ts";

/** GetUser in process, all middleware, as a multiple of what bare grpc-js does on this core. */
export const getUserInProcess: Row = {
  name: "get-user-in-process",
  measure: "GetUser in process, memory store, all middleware",
  unit: "calls/s",
  peer: "bare grpc-js, over the wire",
  target: "≥ 500,000 on a core that does 15,000 with bare grpc-js (33.3 ×)",
  bounds: [{ of: "ratio", atLeast: 500_000 / 15_000 }],
  round: inTurn(
    async (scale) => ({
      ours: await runProgram<number>({ path: program, args: [`${1_000_000 * scale}`] }),
    }),
    (scale) => rateOf(programs.grpcJs, grpc, scale),
  ),
};

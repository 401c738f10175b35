import { runProgram } from "../children.ts";
import type { Row } from "../row.ts";
import { getUserRate } from "./get-user-grpc.ts";

// 500,000 on a core that does 15,000 with bare grpc-js.
const target = 500_000 / 15_000;

/** GetUser in process, all middleware, as a multiple of what bare grpc-js does on this core. */
export const getUserInProcess: Row = {
  name: "get-user-in-process",
  measure: "GetUser in process, memory store, all middleware",
  unit: "calls/s",
  peer: "bare grpc-js, over the wire",
  target: "≥ 500,000 on a core that does 15,000 with bare grpc-js (33.3 ×)",
  meets: ({ ratio }) => ratio >= target,
  ours: async () => ({ value: await runProgram<number>("programs/get-in-process.ts") }),
  theirs: async () => ({ value: await getUserRate("peers/grpc-js.ts") }),
};

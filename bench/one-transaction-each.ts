import { runProgram } from "./children.ts";
import { withDatabase } from "./temporary.ts";

/** Users a second of the peer that commits each by itself. */
export function oneTransactionEach(scale: number): Promise<number> {
  return withDatabase((database) =>
    runProgram<number>({
      path: "peers/one-transaction-each.ts",
      args: [database, `${20_000 * scale}`],
    }),
  );
}

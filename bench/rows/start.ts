import { UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";
import { temporaryPath } from "../bodies.ts";
import { startProgram } from "../children.ts";
import { installPacked } from "../packed.ts";
import type { Row } from "../row.ts";

let main: string | undefined;

async function millisecondsToAnswer(): Promise<number> {
  const store = `sqlite:${temporaryPath("start.db")}`;
  main ??= installPacked();
  const start = performance.now();
  const server = startProgram(
    main,
    "serve",
    "--port",
    "0",
    "--store",
    store,
    "--log-level",
    "silent",
  );
  try {
    const address = /listening on http:\/\/(\S+)/.exec(await server.line())?.[1] ?? "";
    const users = createGrpcClient(address, UserService);
    await users.listUsers({});
    const elapsed = performance.now() - start;
    users.close();
    return elapsed;
  } finally {
    await server.stop();
  }
}

/** From starting the built server to its first answer. */
export const start: Row = {
  name: "start",
  measure: "start to first answer, server on SQLite, as npm installs it",
  unit: "ms",
  peer: "none",
  target: "≤ 400 ms",
  meets: ({ ours }) => ours <= 400,
  ours: async () => ({ value: await millisecondsToAnswer() }),
};

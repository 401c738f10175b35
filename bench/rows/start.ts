import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserService } from "@org/user-core";
import { createGrpcClient } from "@org/user-transport-grpc";
import { startProgram } from "../children.ts";
import { installPacked } from "../packed.ts";
import type { Row } from "../row.ts";
import { withDatabase } from "../temporary.ts";
import { userServerFlags } from "../user-server.ts";

const server = join(import.meta.dirname, "../../packages/server");

async function millisecondsToAnswer(main: string, database: string): Promise<number> {
  const options = ["--port", "0", "--store", `sqlite:${database}`, "--log-level", "silent"];
  const start = performance.now();
  const child = startProgram({ path: main, args: ["serve", ...options], flags: userServerFlags });
  try {
    const address = /listening on http:\/\/(\S+)/.exec(await child.line())?.[1];
    if (address === undefined) throw new Error(`${main} does not say where it listens`);
    const users = createGrpcClient(address, UserService);
    await users.listUsers({});
    const elapsed = performance.now() - start;
    users.close();
    return elapsed;
  } finally {
    await child.stop();
  }
}

function startRow(from: string, mainOf: () => string): Omit<Row, "name" | "target" | "bounds"> {
  return {
    measure: `start to first answer, server on SQLite, ${from}`,
    unit: "ms",
    async round() {
      const main = mainOf();
      return { ours: await withDatabase((database) => millisecondsToAnswer(main, database)) };
    },
  };
}

let packed: string | undefined;

/** From starting the built server to its first answer. */
export const startBuilt: Row = {
  name: "start",
  ...startRow("as npm installs it", () => {
    packed ??= installPacked();
    return packed;
  }),
  target: "≤ 400 ms",
  bounds: [{ of: "ours", atMost: 400 }],
  missing: () =>
    existsSync(join(server, "dist/main.js")) ? undefined : "there is no build: pnpm build",
};

/** The same from the sources, as `pnpm start` runs it. */
export const startSources: Row = {
  name: "start-sources",
  ...startRow("from the sources", () => join(server, "src/main.ts")),
  target: "none of its own",
  bounds: [],
};

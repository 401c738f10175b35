import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { startServer } from "./server-process.fixture.ts";

const preload = pathToFileURL(join(import.meta.dirname, "loaded-packages.fixture.ts"));

/** The packages that a server has loaded by the time it is told to stop. */
async function loadedBy(flags: readonly string[]): Promise<string[]> {
  const env = { NODE_OPTIONS: `--import=${preload}` };
  await using server = await startServer(["--store", "memory:", ...flags], { env });
  using users = connectTo(server);
  expect(await users.listUsers({})).toMatchObject({ total: 0 });
  server.kill("SIGTERM");
  const { code, stderr } = await server.exited;
  expect(code).toBe(0);
  return JSON.parse(/^loaded (.*)$/m.exec(stderr)?.[1] ?? "[]");
}

/** What is of use only to who asks for it. */
const heavy = [
  ...["@connectrpc/connect", "@connectrpc/connect-node", "@grpc/grpc-js", "@node-rs/argon2"],
  ...["@opentelemetry/api", "commander", "csv-parse", "jose", "pg"],
  ...["jwt", "store-postgres", "store-sqlite", "telemetry", "transport-grpc"],
];

it("loads nothing that it was not asked for, so that it starts quickly", async () => {
  const loaded = await loadedBy([]);
  expect(loaded).toContain("transport-connect");
  expect(loaded).toContain("@bufbuild/protobuf");
  expect(loaded.filter((name) => heavy.includes(name))).toEqual([]);
});

it("loads of two transports the one that was chosen", async () => {
  const loaded = await loadedBy(["--transport", "grpc"]);
  expect(loaded).toContain("@grpc/grpc-js");
  expect(loaded).not.toContain("transport-connect");
});

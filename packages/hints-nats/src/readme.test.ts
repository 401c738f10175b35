import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { startStandInServer } from "./stand-in-server.fixture.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const [usage = "", redis = ""] = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, code = ""]) => code,
);

/** Runs a program in the package, where the names that it imports resolve. Gives what it printed. */
async function run(code: string): Promise<string> {
  mkdirSync(join(root, ".readme"), { recursive: true });
  const folder = mkdtempSync(join(root, ".readme/"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "program.mts");
  writeFileSync(program, code);
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 15_000 });
  return stdout;
}

it("runs the README's example, which ends by itself", async () => {
  await using server = await startStandInServer();
  expect(await run(usage.replace("127.0.0.1:4222", server.address))).toContain(
    "userservice.v1.UserService",
  );
});

/** What Redis does, in one process, and a count of what was published. */
const redisByHand = `
let published = 0;
const channels = new Map<string, () => void>();
const client: PubSub = {
  async publish(channel) {
    published += 1;
    channels.get(channel)?.();
  },
  async subscribe(channel, listener) {
    channels.set(channel, listener);
  },
  async unsubscribe(channel) {
    channels.delete(channel);
  },
};
const hints = await createRedisHints(client, client, "users");
const hinted = Promise.withResolvers<void>();
const stop = hints.onHint(hinted.resolve);
for (let i = 0; i < 100; i += 1) hints.send();
await hinted.promise;
stop();
hints.send();
await hints.close();
console.log(published, channels.size);
`;

it("runs the README's carrier for Redis: a hundred hints are one, and one that waits is sent at the end", async () => {
  expect(await run(`${redis}${redisByHand}`)).toBe("2 0\n");
});

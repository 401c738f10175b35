import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { greeting } from "./greeting.ts";
import { jwtFlags } from "./jwt-flags.fixture.ts";
import { parseServeOptions } from "./options.ts";
import { startServer } from "./server-process.fixture.ts";

const run = promisify(execFile);
const buf = join(import.meta.dirname, "../../../node_modules/.bin/buf");
const token = ["--auth-tokens", "one"];

function printed(...flags: readonly string[]): string {
  const options = parseServeOptions(flags, {});
  if (options === "help") return expect.fail("help was asked for");
  return greeting("https://127.0.0.1:50051", options);
}

describe("what the server prints", () => {
  it.each([
    ["with the contract", []],
    ["with the contract", ["--transport", "grpc"]],
    ["by reflection, which needs the token too", ["--reflection"]],
  ])("has a buf curl that works from any folder, %s: %j", async (_how, flags) => {
    await using server = await startServer(["--store", "memory:", "--demo", ...token, ...flags]);
    await expect.poll(server.stdout).toContain("or from TypeScript");
    const lines = /^ +npx -y @bufbuild\/buf curl.*\\\n.*WatchUserUpdates$/m;
    const [watch = ""] = lines.exec(server.stdout()) ?? [];
    // Of the same arguments, but it ends.
    const call = watch.replace("WatchUserUpdates", "GetUser").replace("TOKEN", "one");
    const command = call.replace("npx -y @bufbuild/buf", `'${buf}'`);
    const { stdout } = await run("sh", ["-c", command], { cwd: "/" });
    expect(JSON.parse(stdout)).toMatchObject({ email: "alice@example.com" });
  });

  it.each([
    ["static tokens", token],
    ["JSON Web Tokens", Object.entries(jwtFlags).map(([name, value]) => `--${name}=${value}`)],
  ])("says what TOKEN is and gives it to each call, with %s", (_name, flags) => {
    const text = printed(...flags);
    expect(text).toContain("Try, from another terminal, with one of your tokens as TOKEN:\n");
    expect(text.match(/-H 'authorization: Bearer TOKEN'/g)).toHaveLength(2);
    expect(text).toContain(
      '{ baseUrl: "https://127.0.0.1:50051", headers: { authorization: "Bearer TOKEN" } }',
    );
    expect(printed(...flags, "--transport", "grpc")).toContain(
      '"127.0.0.1:50051", UserService, { tls: {}, headers: { authorization: "Bearer TOKEN" } })',
    );
  });

  it("has no word of tokens or of the contract where neither is needed", () => {
    expect(printed()).not.toMatch(/token|schema|authorization/i);
    expect(printed()).toContain('createConnectClient(UserService, { baseUrl: "https://127.');
  });
});

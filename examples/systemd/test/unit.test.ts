import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const unitPath = join(import.meta.dirname, "../user-server.service");
const unit = readFileSync(unitPath, "utf8");
const command = join(import.meta.dirname, "../node_modules/.bin/user-server");
const folder = mkdtempSync(join(tmpdir(), "systemd-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const { error } = spawnSync("systemd-analyze", ["--version"]);
const skip = error ? "systemd-analyze is missing; on Debian: apt-get install systemd" : false;

/** Every value that a setting is given. */
function valuesOf(setting: string): string[] {
  return [...unit.matchAll(new RegExp(`^${setting}=(.*)$`, "gm"))].map(([, value]) => `${value}`);
}

const environment = Object.fromEntries(
  valuesOf("Environment").map((line) => {
    const [name = "", value = ""] = line.split("=", 2);
    return [name, value];
  }),
);

/** The same unit with the server where npm has put it here: systemd looks whether it is there. */
function installedUnit(): string {
  const path = join(folder, "user-server.service");
  writeFileSync(path, unit.replace("/usr/local/bin/user-server", command));
  return path;
}

test("is a unit without a fault to systemd", { skip }, () => {
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", installedUnit()], {
    encoding: "utf8",
  });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
});

test("is exposed by less than 1.5 of 10 to systemd's own measure", { skip }, () => {
  const args = ["security", "--offline=true", "--threshold=15", unitPath];
  const { status, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
  assert.equal(status, 0, stdout);
  console.log(stdout.trim().split("\n").at(-1));
});

test("names settings alone that user-server has", () => {
  const help = execFileSync(command, ["serve", "--help"], { encoding: "utf8" });
  for (const name of Object.keys(environment)) {
    const flag = name.replace("USER_SERVER_", "").toLowerCase().replaceAll("_", "-");
    assert.match(help, new RegExp(`--${flag}\\b`));
  }
});

test("gives the server longer to stop than it takes", () => {
  const grace = Number.parseInt(environment.USER_SERVER_GRACE ?? "", 10);
  assert.ok(Number(valuesOf("TimeoutStopSec")[0]) >= grace + 5);
});

test("starts the server, which writes in its folder alone, and stops it with 0", async (t) => {
  const [exec = ""] = valuesOf("ExecStart");
  const [, ...args] = exec.split(" ");
  const store = environment.USER_SERVER_STORE?.replace("/var/lib/user-server", folder);
  const env = { ...environment, PATH: process.env.PATH, USER_SERVER_STORE: store };
  const server = spawn(command, args, {
    env: { ...env, USER_SERVER_PORT: "0" },
    cwd: "/",
    stdio: ["ignore", "pipe", "ignore"],
  });
  t.after(() => server.kill("SIGKILL"));
  let printed = "";
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    if (printed.includes("listening on ")) break;
  }
  server.stdout.resume();
  const [address = ""] = /http:\S+/.exec(printed) ?? [];
  const check = ["check", "--address", address];
  assert.match(execFileSync(command, check, { encoding: "utf8" }), /SERVING/);
  const exited = once(server, "exit");
  server.kill("SIGTERM");
  assert.deepEqual(await exited, [0, null]);
});

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { validate } from "dockerfile-utils";
import { context, last, type Step, stages, text } from "./dockerfile.ts";

const folder = mkdtempSync(join(tmpdir(), "docker-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("is a Dockerfile without a fault to a linter", () => {
  assert.deepEqual(validate(text), []);
  assert.notDeepEqual(validate(text.replace("EXPOSE 50051", "EXPOSE port")), []);
});

test("is built of images of known versions, and runs as nobody's root without a shell", () => {
  for (const [from] of stages) assert.match(`${from?.args[0]}`, /:(\d+\.\d+\.\d+-|nonroot$)/);
  assert.notEqual(last("USER").args[0]?.split(":")[0], "0");
  for (const keyword of ["ENTRYPOINT", "CMD", "HEALTHCHECK"]) assert.ok(last(keyword).isExec);
});

test("is given what it copies, and nothing else", () => {
  const copied = stages.flat().filter(({ keyword, from }) => keyword === "COPY" && !from);
  const files = copied.flatMap(({ args }) => args.slice(0, -1));
  const lines = readFileSync(join(context, ".dockerignore"), "utf8").trim().split("\n");
  assert.deepEqual(lines, ["*", ...files.map((file) => `!${file}`)]);
});

/** Runs a command of a RUN. */
function run(command: string, cwd: string): void {
  // Whatever npm runs this, it shall say what is wrong; and this project's own installation has
  // just fetched all there is to fetch.
  const npm = { npm_config_loglevel: "error", npm_config_prefer_offline: "true" };
  const env = { ...process.env, ...npm };
  const { status, stderr } = spawnSync("sh", ["-c", command], { cwd, env, encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

/** Does what Docker would in a stage, in a folder that stands in for the stage's. */
function build(steps: readonly Step[], stage: string, source: (step: Step) => string): void {
  mkdirSync(stage);
  for (const step of steps) {
    if (step.keyword === "RUN") run(step.args.join(" "), stage);
    if (step.keyword !== "COPY") continue;
    const [target = "", ...files] = step.args.toReversed();
    for (const file of files) {
      const from = join(source(step), file.replace("/app/", ""));
      if (target === "./") copyFileSync(from, join(stage, file));
      else cpSync(from, join(stage, target), { recursive: true, verbatimSymlinks: true });
    }
  }
}

/** A command of the image, by the Node that runs this. */
function command({ args }: Step): string[] {
  assert.equal(args[0], "/nodejs/bin/node");
  return args.slice(1);
}

test("makes an image that serves, is healthy, and stops with 0", async (t) => {
  const [install = [], image = []] = stages;
  build(install, join(folder, "install"), () => context);
  const app = join(folder, "image");
  build(image, app, () => join(folder, "install"));

  const settings = Object.fromEntries(last("ENV").args.map((each) => each.split("=")));
  const args = [...command(last("ENTRYPOINT")), ...last("CMD").args];
  const server = spawn(process.execPath, args, {
    cwd: app,
    env: { ...settings, USER_SERVER_PORT: "0", USER_SERVER_LOG_LEVEL: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => server.kill("SIGKILL"));
  const [printed] = await once(server.stdout, "data");
  server.stdout.resume();
  const [, port] = /listening on http:\/\/0\.0\.0\.0:(\d+)/.exec(`${printed}`) ?? [];

  const probe = () => {
    const env = { ...settings, USER_SERVER_ADDRESS: `http://127.0.0.1:${port}` };
    const options = { cwd: app, env, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      command(last("HEALTHCHECK")),
      options,
    );
    return { status, said: stdout + stderr };
  };
  assert.deepEqual(probe(), { status: 0, said: "SERVING\n" });
  const exited = once(server, "exit");
  assert.equal(last("STOPSIGNAL").args[0], "SIGTERM");
  server.kill("SIGTERM");
  assert.deepEqual(await exited, [0, null]);
  assert.equal(probe().status, 1);
});

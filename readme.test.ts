import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "@org/postgres-cluster";
import { UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";

// Below the root, where the packages' names resolve.
let folder: string;
let programs = 0;

beforeAll(() => {
  mkdirSync(".readme", { recursive: true });
  folder = mkdtempSync(".readme/");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The TypeScript blocks of a Markdown file, in its order. */
function blocks(path: string): string[] {
  return [...readFileSync(path, "utf8").matchAll(/^```ts\n(.*?)^```$/gms)].map(
    ([, code = ""]) => code,
  );
}

/** Writes a block as a program; it listens where it is told instead of at the usual port. */
function program(code: string, port = 0, where = folder): string {
  programs += 1;
  const path = join(where, `program${programs}.mts`);
  writeFileSync(path, code.replaceAll("50051", String(port)));
  return path;
}

function run(code: string, port?: number): string {
  return execFileSync(process.execPath, [program(code, port)], {
    encoding: "utf8",
    timeout: 15_000,
  });
}

/** Resolves once something listens. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, "127.0.0.1");
    const up = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "close").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return;
  }
  throw new Error("the server has ended");
}

/** An example that serves. */
interface Serving extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Sends SIGTERM, and gives the exit code and the signal that it ended with. */
  stop(): Promise<unknown[]>;
}

/** Starts an example with its users in a file of this name, and waits until it listens. */
async function start(code: string, users: string): Promise<Serving> {
  const port = await freePort();
  const path = program(code.replace("users.db", join(folder, users)), port);
  const child = spawn(process.execPath, [path], {
    stdio: ["ignore", "pipe", "inherit"],
    // One that does not stop is a failure, not a test without an end.
    timeout: 30_000,
    killSignal: "SIGKILL",
  });
  const exited = once(child, "exit");
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  const serving = {
    ...{ port, url: `http://127.0.0.1:${port}`, stop: () => end("SIGTERM") },
    async [Symbol.asyncDispose]() {
      await end("SIGKILL");
    },
  };
  try {
    await listening(port, child);
    return serving;
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
}

const withToken = { authorization: "Bearer change-me" };

/** As the README's `curl` calls. */
function post(
  { url }: Serving,
  method: string,
  request: object,
  headers: Record<string, string> = withToken,
): Promise<Response> {
  return fetch(`${url}/userservice.v1.UserService/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(request),
  });
}

it("runs the README's calls in process", () => {
  const [inProcess = ""] = blocks("README.md");
  expect(run(inProcess)).toBe("name Ada → Ada Lovelace\n");
});

it("runs the README's watches that go on by themselves", () => {
  const [, watching = ""] = blocks("README.md");
  const output = run(watching);
  expect(output).toMatch(/^existing\nheartbeat\n/);
  expect(output).toContain("email: 'ada@example.com'");
});

it("runs the README's server and client", async () => {
  const [, , , code = "", client = ""] = blocks("README.md");
  await using server = await start(code, "users.db");
  expect(run(client, server.port)).toBe("NOT_FOUND User 7 not found\n");
});

it("runs the README's handler in an HTTP server: users on disk, for who has the token", async () => {
  const [, , code = ""] = blocks("README.md");
  // Started again, it goes on with the same users.
  for (const id of [1, 2]) {
    await using server = await start(code, "users-over-http.db");
    const request = { email: `ada${id}@example.com`, name: "Ada" };
    expect(await (await post(server, "CreateUser", request)).json()).toMatchObject({ id });
    expect((await post(server, "CreateUser", request, {})).status).toBe(401);
    // The package is left out.
    const elsewhere = await fetch(`${server.url}/UserService/CreateUser`);
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, "your own pages"]);
  }
});

it("ends the README's HTTP server at SIGTERM with 0, and its watches in order", async () => {
  const [, , code = ""] = blocks("README.md");
  await using server = await start(code, "users-until-sigterm.db");
  const { url: baseUrl } = server;
  const users = createConnectClient(UserService, {
    ...{ baseUrl, httpVersion: "1.1", headers: withToken },
  });
  const { id: userId } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  const watching = Promise.withResolvers<unknown>();
  const updates = users.watchUserUpdates({ userId }, { onHeaders: watching.resolve });
  const ended = expect(updates[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    reason: "SHUTTING_DOWN",
  });
  await watching.promise;
  expect(await server.stop()).toEqual([0, null]);
  await ended;
  users.close();
});

it("takes JSON, names fields in errors and refuses to stream to curl as the README says", async () => {
  const [, , code = ""] = blocks("README.md");
  await using server = await start(code, "users-in-json.db");
  const saidOf = async (request: object) => (await post(server, "GetUser", request)).json();
  const unknown = { message: "User 7 not found" };
  expect(await saidOf({ userId: 7 })).toMatchObject(unknown);
  expect(await saidOf({ user_id: 7, neverHeardOf: true })).toMatchObject(unknown);
  expect(await saidOf({ userId: -1 })).toMatchObject({
    message: expect.stringMatching(/^user_id: /),
  });
  expect((await post(server, "WatchUserUpdates", { userId: 7 })).status).toBe(415);
});

it("runs the README's test with the fake", () => {
  const [, , , , , test = ""] = blocks("README.md");
  expect(run(test)).toMatch(/^\S+ pass 1$/m);
});

it("runs the example in transport-connect's README", async () => {
  const [example = ""] = blocks("packages/transport-connect/README.md");
  expect(run(example, await freePort())).toContain("email: 'ada@example.com'");
});

it("runs the example in core's README", () => {
  const [example = ""] = blocks("packages/core/README.md");
  expect(run(example)).toContain("email: 'ada@example.com'");
});

it("tells every reason of an error in core's README", () => {
  const source = readFileSync("packages/core/src/rpc/service-error.ts", "utf8");
  const [, members = ""] = /^export type ErrorReason =\n(.*?);$/ms.exec(source) ?? [];
  const [, table = ""] =
    /^\| `reason` +\| `code`.*?\n(.*?)\n\n/ms.exec(
      readFileSync("packages/core/README.md", "utf8"),
    ) ?? [];
  const told = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, reason]) => reason);
  const known = [...members.matchAll(/"([A-Z_]+)"/g)].map(([, reason]) => reason);
  expect(known.length).toBeGreaterThan(0);
  expect(told.toSorted()).toEqual(known);
});

it("runs core's example of who may do what", () => {
  const [, authorization = ""] = blocks("packages/core/README.md");
  expect(run(authorization)).toBe("0\nPERMISSION_DENIED SCOPE_MISSING\n");
});

it.each([
  ["jwt", /^0\n$/],
  ["passwords", /^Ada\nINVALID_CREDENTIALS\n$/],
  ["telemetry", /email: 'ada@example\.com'/],
])("runs the example in the README of %s, where its own dependencies resolve", (name, output) => {
  const root = join("packages", name);
  mkdirSync(join(root, ".readme"), { recursive: true });
  const own = mkdtempSync(join(root, ".readme/"));
  onTestFinished(() => rmSync(own, { recursive: true }));
  const [example = ""] = blocks(join(root, "README.md"));
  const path = program(example, 0, own);
  expect(execFileSync(process.execPath, [path], { encoding: "utf8", timeout: 30_000 })).toMatch(
    output,
  );
});

it("runs the example in transport-grpc's README", async () => {
  const [example = ""] = blocks("packages/transport-grpc/README.md");
  // The server has no end of its own.
  const ending = example.replace("users.close();", "users.close();\n  server.forceShutdown();");
  expect(run(ending, await freePort())).toContain("email: 'ada@example.com'");
});

it("runs the examples in testing's README", () => {
  const outputs = blocks("packages/testing/README.md").map((example) => run(example));
  expect(outputs.map((output) => output.split("\n")[0])).toEqual([
    "UNAVAILABLE Ada [ 'UNAVAILABLE', 'OK' ]",
    "UNAVAILABLE 1 [ 'findRequest', 'insert', 'findRequest', 'get' ]",
    "",
  ]);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, UserService } from "@org/user-core";
import { canaries, createLeakProbe, type LeakProbe } from "@org/user-testing/contracts";
import { createConnectClient } from "@org/user-transport-connect/node";
import { createGrpcClient } from "@org/user-transport-grpc";
import { describe, expect, it } from "vitest";
import { runToExit, startServer, temporaryFolder } from "./server-process.fixture.ts";

type Users = Client<typeof UserService>;
type Connect = (address: string) => Users & { close(): void };

const overGrpcJs: Connect = (address) => createGrpcClient(address, UserService);
const overConnect =
  (http: Omit<Parameters<typeof createConnectClient>[1], "baseUrl">): Connect =>
  (address) =>
    createConnectClient(UserService, { baseUrl: `http://${address}`, ...http });

/** Servers as they are run, each with who calls it and the level that its log is at. */
const servers: readonly (readonly [string, readonly string[], Connect])[] = [
  ["grpc-js, trace", ["--transport", "grpc", "--log-level", "trace"], overGrpcJs],
  ["gRPC, debug", ["--log-level", "debug"], overGrpcJs],
  ["gRPC-Web, info", ["--log-level", "info"], overConnect({ protocol: "grpc-web" })],
  [
    "Connect in JSON over HTTP/1.1, trace",
    ["--log-level", "trace"],
    overConnect({ protocol: "connect", json: true, httpVersion: "1.1" }),
  ],
  ["Connect over HTTP/2, warn", ["--log-level", "warn"], overConnect({ protocol: "connect" })],
  ["Connect over HTTP/2, silent", ["--log-level", "silent"], overConnect({})],
];

const path = "/userservice.v1.UserService";
const authorization = `Bearer ${canaries.bearerToken}`;

/**
 * Requests that no client sends, with secrets where they may be quoted from. Not
 * in the path or as an encoding: of these an answer says what it does not know.
 */
async function sendOddRequests(address: string, probe: LeakProbe): Promise<void> {
  const { password, jwt } = canaries;
  const json = { "content-type": "application/json", authorization };
  const requests: [string, RequestInit][] = [
    ["CreateUser", { method: "POST", headers: json, body: `{"password":"${password}" x` }],
    ["CreateUser", { method: "POST", headers: json, body: `{"password":["${password}"]}` }],
    ["VerifyPassword", { method: "POST", headers: json, body: `"${password}"` }],
    ["CreateUser", { method: "PUT", headers: json, body: password }],
    ["CreateUser", { method: "POST", headers: { ...json, "connect-timeout-ms": password } }],
    ["CreateUser", { method: "POST", headers: { authorization, "content-type": password } }],
    ["CreateUser", { method: "POST", headers: { ...json, authorization: jwt }, body: "{}" }],
    [`VerifyPassword?message=${password}&encoding=json`, { headers: { authorization } }],
    [`GetUser?connect=v1&encoding=json&message={"${password}"`, { headers: { authorization } }],
  ];
  for (const [rpc, init] of requests) {
    const response = await fetch(`http://${address}${path}/${rpc}`, init).catch(() => undefined);
    if (response === undefined) continue;
    probe.note(`headers of an odd ${init.method} of ${rpc.split("?")[0]}`, [...response.headers]);
    probe.note(`body of an odd ${init.method} of ${rpc.split("?")[0]}`, await response.text());
  }
}

/** Adds the user that the calls are about. */
async function addAda(users: Users): Promise<void> {
  const options = { headers: { authorization } };
  const { password } = canaries;
  await users.createUser({ email: "ada@example.com", name: "Ada", password }, options);
  await users.createUser({ email: "bob@example.com", name: "Bob" }, options);
}

describe("a server's process", () => {
  it.each(servers)("prints and stores no secret: %s", async (_name, flags, connect) => {
    using folder = temporaryFolder();
    const probe = createLeakProbe();
    const store = ["--store", `sqlite:${join(folder.path, "users.db")}`];
    // Not as a flag, which everybody on the machine can read.
    const env = { USER_SERVER_AUTH_TOKENS: canaries.bearerToken };
    const server = await startServer([...store, ...flags], { env });
    const users = connect(server.address);
    try {
      await addAda(users);
      await probe.drive(users, canaries.bearerToken);
      if (!flags.includes("grpc")) await sendOddRequests(server.address, probe);
    } finally {
      users.close();
      server.kill("SIGTERM");
    }
    const { code, stdout, stderr } = await server.exited;
    probe.note("standard output", stdout);
    probe.note("standard error", stderr);
    expect({ code, found: probe.found() }).toEqual({ code: 0, found: [] });
    const isLogging = ["trace", "debug", "info"].some((level) => flags.includes(level));
    expect(stderr.includes("UserService/VerifyPassword")).toBe(isLogging);
    expect(secretsOnDisk(folder.path)).toEqual(["passwordHash"]);
  });

  it.each([
    ["a list of tokens with a space in it", ["--auth-tokens", "first,", canaries.bearerToken]],
    ["a flag that there is none of", [`--auth-tokenz=${canaries.bearerToken}`]],
    ["an empty token", ["--auth-tokens", `${canaries.bearerToken},,`]],
    ["a misspelt store", ["--store", `postgress://me:${canaries.password}@db/users`]],
    ["a store that is no URL", ["--store", `postgres://me:${canaries.password}@db:port/users`]],
    ["a store that is not there", ["--store", `postgres://me:${canaries.password}@127.0.0.1:1/u`]],
  ])("does not repeat a secret when it refuses %s", async (_what, flags) => {
    const { code, stdout, stderr } = await runToExit(["serve", "--port", "0", ...flags]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^user-server: .+\n$/);
    for (const secret of Object.values(canaries)) expect(stdout + stderr).not.toContain(secret);
  });
});

/** The names of the secrets that are in any file of a folder, byte by byte. */
function secretsOnDisk(folder: string): string[] {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
  return Object.entries(canaries)
    .filter(([, secret]) => files.some((bytes) => bytes.includes(secret)))
    .map(([name]) => name);
}

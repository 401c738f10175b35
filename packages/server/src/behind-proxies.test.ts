import { once } from "node:events";
import { connect } from "node:http2";
import { isServiceError } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { type ServerProcess, startServer } from "./server-process.fixture.ts";

const several = Array.from({ length: 8 }, (_, index) => `192.0.2.${index}`);

/** How many of calls made at once are let in, by a proxy that says whom each is for. */
async function letIn(server: ServerProcess, forwarded: readonly string[]): Promise<number> {
  using users = connectTo(server);
  const calls = forwarded.map((client) =>
    users.listUsers({}, { headers: { "x-forwarded-for": client } }),
  );
  const outcomes = await Promise.all(calls.map((call) => call.then(() => "OK", reasonOf)));
  expect(new Set([...outcomes, "OK", "RATE_LIMITED"])).toEqual(new Set(["OK", "RATE_LIMITED"]));
  return outcomes.filter((outcome) => outcome === "OK").length;
}

/** Asks for the users as proxies do that add a header of their own to what they pass on. */
async function askWith({ address }: ServerProcess, forwarded: string[]): Promise<void> {
  const session = connect(`http://${address}`);
  const call = session.request({
    ":method": "POST",
    ":path": "/userservice.v1.UserService/ListUsers",
    "content-type": "application/grpc",
    te: "trailers",
    "x-forwarded-for": forwarded,
  });
  const ended = once(call, "close");
  // A message without fields.
  call.resume().end(Buffer.alloc(5));
  await ended;
  session.close();
}

function reasonOf(error: unknown): string {
  if (isServiceError(error)) return error.reason;
  throw error;
}

/** The addresses that the log has for calls, without their ports. */
async function logged(server: ServerProcess): Promise<Set<string>> {
  server.kill("SIGTERM");
  const { stderr } = await server.exited;
  const peers = stderr.matchAll(/"peer":"([^"]*)"/g);
  return new Set([...peers].map(([, peer = ""]) => peer.replace(/:\d{4,5}$/, "")));
}

describe.each(["connect", "grpc"])("serve over %s", (transport) => {
  const start = (...flags: readonly string[]) =>
    startServer([
      ...["--store", "memory:", "--transport", transport, "--log-level", "info"],
      ...["--rate-limit", "1", ...flags],
    ]);
  const trusted = ["--trusted-proxies", "10.0.0.0/8,127.0.0.1"];

  it("counts and logs calls by trusted proxies for whom each is", async () => {
    await using server = await start(...trusted);
    expect(await letIn(server, several)).toBe(several.length);
    expect(await logged(server)).toEqual(new Set(several));
  });

  it("counts and logs them so whatever the client has written before", async () => {
    await using server = await start(...trusted);
    const forged = several.map((address) => `${address}, 203.0.113.9, 10.0.0.1`);
    expect(await letIn(server, forged)).toBeLessThan(several.length);
    expect(await logged(server)).toEqual(new Set(["203.0.113.9"]));
  });

  it("reads several headers as one, the last of which is the nearest proxy's", async () => {
    await using server = await start(...trusted);
    await askWith(server, ["198.51.100.1", "203.0.113.9"]);
    expect(await logged(server)).toEqual(new Set(["203.0.113.9"]));
  });

  it.each([
    ["no proxy is trusted", []],
    ["others are", ["--trusted-proxies", "10.0.0.0/8"]],
  ])("counts and logs them for who has sent them where %s", async (_which, flags) => {
    await using server = await start(...flags);
    expect(await letIn(server, several)).toBeLessThan(several.length);
    expect(await logged(server)).toEqual(new Set(["127.0.0.1"]));
  });
});

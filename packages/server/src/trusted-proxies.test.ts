import { isServiceError } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { type ServerProcess, startServer } from "./server-process.fixture.ts";
import { networksOf } from "./trusted-proxies.ts";

describe("--trusted-proxies", () => {
  it.each(["10.0.0.1", "10.0.0.0/8", "10.0.0.1/32", "::1", "fd00::/8", "2001:db8::1/128"])(
    "takes %s",
    (network) => {
      expect(networksOf("trusted-proxies", `127.0.0.1, ${network}`)).toEqual([
        "127.0.0.1",
        network,
      ]);
    },
  );

  it.each([
    "proxy.example.com",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "fd00::/129",
    "fd00::/ 8",
    "fe80::1%eth0",
    "1",
    "",
    // Everybody is no proxy.
    "0.0.0.0/0",
    "::/0",
    "10.0.0.0/00",
  ])("is refused with %j", (network) => {
    expect(() => networksOf("trusted-proxies", `127.0.0.1,${network}`)).toThrow(
      `--trusted-proxies must be addresses or networks, as 127.0.0.1 or 10.0.0.0/8, not ${network}`,
    );
  });
});

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

  it.each([
    ["no proxy is trusted", []],
    ["others are", ["--trusted-proxies", "10.0.0.0/8"]],
  ])("counts and logs them for who has sent them where %s", async (_which, flags) => {
    await using server = await start(...flags);
    expect(await letIn(server, several)).toBeLessThan(several.length);
    expect(await logged(server)).toEqual(new Set(["127.0.0.1"]));
  });
});

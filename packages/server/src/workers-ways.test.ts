import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Credentials, makeCertificates } from "@org/test-certificates";
import type { GrpcClientOptions } from "@org/user-transport-grpc";
import { describe, expect, it } from "vitest";
import { childrenOf, patience } from "./children.fixture.ts";
import { connectTo, failureOf } from "./client.fixture.ts";
import { startServer, temporaryFolder } from "./server-process.fixture.ts";
import { watchUser } from "./watch.fixture.ts";
import { writeUntilGone } from "./writing.fixture.ts";

const certificates = makeCertificates();
if (certificates === undefined) {
  console.log("Tests of workers over TLS are skipped: there is no openssl to make certificates");
}

/** Flags of a server with this certificate, which lies where the last one did. */
function tlsFlags({ cert, key }: Credentials, path: string): string[] {
  writeFileSync(join(path, "cert.pem"), cert);
  writeFileSync(join(path, "key.pem"), key);
  return ["--tls-cert", join(path, "cert.pem"), "--tls-key", join(path, "key.pem")];
}

/** A client that trusts who has signed this certificate. */
function trusting({ ca }: Credentials): GrpcClientOptions {
  const channelOptions = {
    "grpc.use_local_subchannel_pool": 1,
    // Node warns of IP addresses as names of servers.
    "grpc.ssl_target_name_override": "localhost",
  };
  return { tls: { ca }, channelOptions };
}

describe.each([
  ["grpc", "in the clear"],
  ["grpc", "over TLS"],
  ["connect", "over TLS"],
] as const)("workers with --transport %s %s", (transport, wire) => {
  it.skipIf(wire === "over TLS" && certificates === undefined)(
    "serve, are replaced on SIGHUP without a write that fails, and end in order on SIGTERM",
    async () => {
      using folder = temporaryFolder();
      const own = wire === "over TLS" ? certificates?.server : undefined;
      const flags = own ? tlsFlags(own, folder.path) : [];
      const client = own ? trusting(own) : {};
      const store = ["--store", `sqlite:${folder.path}/users.db`];
      const args = [...store, "--workers", "2", "--transport", transport, "--log-level", "error"];
      await using server = await startServer([...args, ...flags]);
      using users = connectTo(server, client);
      const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
      const workers = () => childrenOf(server.pid);
      const old = workers();
      expect(old).toHaveLength(2);

      server.kill("SIGHUP");
      const remaining = () => workers().filter((pid) => old.includes(pid));
      await writeUntilGone(remaining, users, () => connectTo(server, client), id);
      await expect.poll(workers, patience).toHaveLength(2);

      using watch = await watchUser(users, id);
      server.kill("SIGTERM");
      expect(await failureOf(watch.ended)).toMatchObject({ reason: "SHUTTING_DOWN" });
      expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
    },
  );
});

it.skipIf(certificates === undefined)(
  "workers have a renewed certificate after SIGHUP, all of them",
  async () => {
    const [old, renewed] = [certificates?.server, makeCertificates()?.server];
    if (old === undefined || renewed === undefined) return expect.fail("no certificates");
    using folder = temporaryFolder();
    const store = ["--store", `sqlite:${folder.path}/users.db`, "--workers", "2"];
    await using server = await startServer([...store, ...tlsFlags(old, folder.path)]);
    const before = childrenOf(server.pid);
    tlsFlags(renewed, folder.path);
    server.kill("SIGHUP");
    const remaining = () => childrenOf(server.pid).filter((pid) => before.includes(pid));
    await expect.poll(remaining, patience).toEqual([]);
    // Connections go to each in turn.
    for (let i = 0; i < 4; i += 1) {
      using trustful = connectTo(server, trusting(renewed));
      expect(await trustful.listUsers({})).toMatchObject({ total: 0 });
      using outdated = connectTo(server, { ...trusting(old), maxAttempts: 1 });
      expect(await failureOf(outdated.listUsers({}))).toMatchObject({ code: "UNAVAILABLE" });
    }
  },
);

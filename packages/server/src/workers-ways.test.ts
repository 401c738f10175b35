import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "@org/test-certificates";
import type { GrpcClientOptions } from "@org/user-transport-grpc";
import { afterAll, describe, expect, it } from "vitest";
import { childrenOf, patience } from "./children.fixture.ts";
import { connectTo, failureOf } from "./client.fixture.ts";
import { startServer, temporaryFolder } from "./server-process.fixture.ts";
import { watchUser } from "./watch.fixture.ts";

const certificates = makeCertificates();
if (certificates === undefined) {
  console.log("Tests of workers over TLS are skipped: there is no openssl to make certificates");
}

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** The flags of a server over TLS, and how clients trust it. */
function overTls(): readonly [flags: readonly string[], client: GrpcClientOptions] {
  if (certificates === undefined) return [[], {}];
  const { cert, key, ca } = certificates.server;
  const file = (name: string, content: Buffer) => {
    writeFileSync(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const channelOptions = {
    "grpc.use_local_subchannel_pool": 1,
    // Node warns of IP addresses as names of servers.
    "grpc.ssl_target_name_override": "localhost",
  };
  const flags = ["--tls-cert", file("cert.pem", cert), "--tls-key", file("key.pem", key)];
  return [flags, { tls: { ca }, channelOptions }];
}

describe.each([
  ["grpc", "in the clear"],
  ["grpc", "over TLS"],
  ["connect", "over TLS"],
] as const)("workers with --transport %s %s", (transport, wire) => {
  it.skipIf(wire === "over TLS" && certificates === undefined)(
    "serve, are replaced on SIGHUP without a write that fails, and end in order on SIGTERM",
    async () => {
      using own = temporaryFolder();
      const [flags, client] = wire === "over TLS" ? overTls() : [[], {}];
      const store = ["--store", `sqlite:${own.path}/users.db`];
      const args = [...store, "--workers", "2", "--transport", transport, "--log-level", "error"];
      await using server = await startServer([...args, ...flags]);
      using users = connectTo(server, client);
      const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
      const workers = () => childrenOf(server.pid);
      const old = workers();
      expect(old).toHaveLength(2);

      server.kill("SIGHUP");
      let writes = 0;
      const remaining = async () => {
        writes += 1;
        // On a connection that may be given to either.
        using newcomer = connectTo(server, client);
        for (const each of [newcomer, users]) {
          await each.updateUser({ user: { id, name: `Ada ${writes}` } });
        }
        return workers().filter((pid) => old.includes(pid));
      };
      await expect.poll(remaining, patience).toEqual([]);
      await expect.poll(workers, patience).toHaveLength(2);

      using watch = await watchUser(users, id);
      server.kill("SIGTERM");
      expect(await failureOf(watch.ended)).toMatchObject({ reason: "SHUTTING_DOWN" });
      expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
    },
  );
});

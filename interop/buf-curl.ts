import { strict as assert } from "node:assert";
import { type Printed, runCommand } from "./run-command.ts";
import { runTests, sumOf, type Tally, type Tests } from "./tally.ts";

/** What buf curl prints of a failed call. */
interface CurlError {
  readonly code: string;
  readonly message: string;
  readonly details: readonly { readonly type: string; readonly value: string }[];
}

type Curl = (method: string, request: object) => Promise<Printed>;

const tests: Tests<Curl> = {
  async "gives the user it creates"(curl) {
    const email = `buf-curl-${crypto.randomUUID()}@example.com`;
    const { code, stdout, stderr } = await curl("CreateUser", { email, name: "Ada" });
    assert.equal(code, 0, stderr);
    assert.partialDeepStrictEqual(JSON.parse(stdout), {
      email,
      name: "Ada",
      isActive: true,
      revision: "1",
    });
  },
  async "gives an unknown user's error with its details"(curl) {
    const { code, stderr } = await curl("GetUser", { userId: 2_000_000_007 });
    assert.notEqual(code, 0);
    const error: CurlError = JSON.parse(stderr);
    assert.equal(error.code, "not_found");
    assert.equal(error.message, "User 2000000007 not found");
    // No schema of the service names this type, so that buf shows its bytes.
    assert.equal(error.details[0]?.type, "google.rpc.ErrorInfo");
    assert.match(atob(error.details[0].value), /USER_NOT_FOUND/);
  },
  async "streams in one direction, and in both"(curl) {
    const email = `buf-curl-${crypto.randomUUID()}@example.com`;
    const created = await curl("BatchCreateUsers", { email, name: "Ada" });
    assert.equal(created.code, 0, created.stderr);
    const { users } = JSON.parse(created.stdout);
    const { stdout } = await curl("SyncUsers", { userId: users[0].id });
    assert.partialDeepStrictEqual(JSON.parse(stdout), { email });
  },
};

/** Where buf has the schema from. */
const schemas = {
  "from proto/": ["--schema", "proto"],
  "by reflection": ["--reflect", "--reflect-protocol", "grpc-v1"],
  "by reflection v1alpha": ["--reflect", "--reflect-protocol", "grpc-v1alpha"],
};

/** Calls a server with buf's own clients: each protocol, with the schema from each source. */
export async function runBufCurl(
  address: string,
  protocols: readonly ("grpc" | "grpcweb" | "connect")[],
): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const protocol of protocols) {
    for (const [source, flags] of Object.entries(schemas)) {
      const curl: Curl = (method, request) =>
        runCommand("node_modules/.bin/buf", [
          ...["curl", ...flags, "--protocol", protocol, "--http2-prior-knowledge"],
          ...["--data", JSON.stringify(request)],
          `http://${address}/userservice.v1.UserService/${method}`,
        ]);
      tallies.push(await runTests(`buf curl, ${protocol}, schema ${source}`, tests, curl));
    }
  }
  return sumOf(tallies);
}

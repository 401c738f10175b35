import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Printed, runCommand } from "./run-command.ts";
import { runTests, sumOf, type Tally, type Tests } from "./tally.ts";

type Curl = (method: string, args: readonly string[]) => Promise<Printed>;

const json = ["-H", "content-type: application/json"];

const tests: Tests<Curl> = {
  async "creates a user of JSON, and gives it"(curl) {
    const email = `curl-${crypto.randomUUID()}@example.com`;
    const request = JSON.stringify({ email, name: "Ada" });
    const { status, body } = parse(await curl("CreateUser", [...json, "-d", request]));
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body, { email, name: "Ada", revision: "1" });
  },
  async "has an error's HTTP status, code, message and details a person can read"(curl) {
    const { status, body } = parse(await curl("GetUser", [...json, "-d", '{"userId":2000000007}']));
    assert.equal(status, 404);
    assert.partialDeepStrictEqual(body, {
      code: "not_found",
      message: "User 2000000007 not found",
      details: [{ type: "google.rpc.ErrorInfo", debug: { reason: "USER_NOT_FOUND" } }],
    });
  },
  async "reads with GET, which caches understand"(curl) {
    const query = "?connect=v1&encoding=json&message=%7B%22pageSize%22%3A1%7D";
    const { status, body } = parse(await curl(`ListUsers${query}`, []));
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body, { users: [{ revision: "1" }], hasMore: true });
  },
  async "is told of what is not there"(curl) {
    const { status, body } = parse(await curl("NoSuchMethod", [...json, "-d", "{}"]));
    assert.equal(status, 501);
    assert.partialDeepStrictEqual(body, { code: "unimplemented" });
  },
};

/** Calls a server with curl, in JSON over HTTP/1.1 and HTTP/2. */
export async function runCurl(address: string): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const version of ["--http1.1", "--http2-prior-knowledge"]) {
    const curl: Curl = (method, args) =>
      runCommand("curl", [
        ...["--silent", "--show-error", version, "--write-out", "\n%{http_code}", ...args],
        `http://${address}/userservice.v1.UserService/${method}`,
      ]);
    tallies.push(await runTests(`curl ${version}`, tests, curl));
  }
  return sumOf(tallies);
}

function parse({ code, stdout, stderr }: Printed): { status: number; body: object } {
  assert.equal(code, 0, stderr);
  const end = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(end + 1)), body: JSON.parse(stdout.slice(0, end)) };
}

/** A gRPC call whose bytes nghttp2's own client sends and shows. */
const nghttpTests: Tests<{ readonly address: string; readonly folder: string }> = {
  async "has a gRPC call's headers, message and trailers"({ address, folder }) {
    const body = join(folder, "list-users.grpc");
    // ListUsersRequest { page_size: 1 } in an envelope.
    writeFileSync(body, Buffer.from([0, 0, 0, 0, 2, 0x10, 1]));
    const { code, stdout, stderr } = await runCommand("nghttp", [
      ...["--verbose", `--data=${body}`, "-H:method: POST"],
      ...["-Hcontent-type: application/grpc", "-Hte: trailers"],
      `http://${address}/userservice.v1.UserService/ListUsers`,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /:status: 200/);
    assert.match(stdout, /content-type: application\/grpc\+proto/);
    assert.match(stdout, /recv DATA frame <length=[1-9]/);
    assert.match(stdout, /grpc-status: 0/);
  },
};

/** Calls a server with `nghttp`. */
export function runNghttp(address: string, folder: string): Promise<Tally> {
  return runTests("nghttp", nghttpTests, { address, folder });
}

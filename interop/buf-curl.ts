import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Tally } from "./tally.ts";

const root = join(import.meta.dirname, "..");

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What buf curl prints of a failed call. */
interface CurlError {
  readonly code: string;
  readonly message: string;
  readonly details: readonly { readonly type: string; readonly value: string }[];
}

type Curl = (method: string, request: object) => Promise<Answer>;

const tests: Readonly<Record<string, (curl: Curl) => Promise<void>>> = {
  async "gives the user it creates"(curl) {
    const email = `buf-curl-${process.pid}@example.com`;
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
    // The schema in `proto/` does not name this type, so that buf shows its bytes.
    assert.equal(error.details[0]?.type, "google.rpc.ErrorInfo");
    assert.match(atob(error.details[0].value), /USER_NOT_FOUND/);
  },
};

/** Calls the server with buf's own gRPC client, from the schema in `proto/`. */
export async function runBufCurl(address: string): Promise<Tally> {
  const tally = { passed: 0, failed: 0 };
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test((method, request) => bufCurl(address, method, request));
      tally.passed += 1;
      console.log(`ok    buf curl: ${name}`);
    } catch (error) {
      tally.failed += 1;
      console.log(`FAIL  buf curl: ${name}\n${error}`);
    }
  }
  return tally;
}

function bufCurl(address: string, method: string, request: object): Promise<Answer> {
  const protocol = ["--schema", "proto", "--protocol", "grpc", "--http2-prior-knowledge"];
  const url = `http://${address}/userservice.v1.UserService/${method}`;
  const args = ["curl", ...protocol, "--data", JSON.stringify(request), url];
  const options = { cwd: root, timeout: 30_000 };
  return new Promise((resolve) => {
    execFile("node_modules/.bin/buf", args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

// The server against clients that were not written here: Python's grpcio with
// stubs made of the proto files, and buf curl. `pnpm interop`.
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../packages/server/src/server-process.fixture.ts";
import { runBufCurl } from "./buf-curl.ts";
import { runPython } from "./python-tests.ts";
import { generateStubs, missingPython } from "./stubs.ts";
import type { Tally } from "./tally.ts";

async function runAll(folder: string): Promise<Tally> {
  const missing = missingPython();
  if (missing !== undefined) throw new Error(missing);
  generateStubs(folder);
  const log = join(folder, "calls.log");
  // Its log tells the tests how calls ended on the server's side.
  const flags = ["--store", `sqlite:${join(folder, "users.db")}`, "--log-level", "info"];
  await using server = await startServer(flags, { stderr: openSync(log, "w") });
  const python = await runPython({ stubs: folder, address: server.address, log });
  const curl = await runBufCurl(server.address);
  return { passed: python.passed + curl.passed, failed: python.failed + curl.failed };
}

const folder = mkdtempSync(join(tmpdir(), "interop-"));
const { passed, failed } = await runAll(folder)
  .catch((error: unknown): Tally => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
console.log(`interop: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

// The server against clients that were not written here: Python's grpcio with
// stubs made of the proto files, buf curl, curl, nghttp, pages in Chromium, and the
// parser of Prometheus' Python client for its metrics.
// `pnpm interop`.
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../packages/server/src/server-process.fixture.ts";
import { missingBrowser, runBrowser } from "./browser/run-browser.ts";
import { runBufCurl } from "./buf-curl.ts";
import { runCurl, runNghttp } from "./curl.ts";
import { runMetrics } from "./metrics.ts";
import { runPython } from "./python-tests.ts";
import { generateStubs, missingPython } from "./stubs.ts";
import { sumOf, type Tally } from "./tally.ts";

/** Clients of each transport of the server. */
const clients = {
  connect: (address: string, folder: string) => [
    runBufCurl(address, ["grpc", "grpcweb", "connect"]),
    runCurl(address),
    runNghttp(address, folder),
  ],
  grpc: (address: string) => [runBufCurl(address, ["grpc"])],
} satisfies Record<string, (address: string, folder: string) => Promise<Tally>[]>;

async function runAll(stubs: string): Promise<Tally> {
  const missing = missingPython();
  if (missing !== undefined) throw new Error(missing);
  generateStubs(stubs);
  const tallies: Tally[] = [];
  for (const transport of ["connect", "grpc"] as const) {
    console.log(`--transport ${transport}`);
    tallies.push(await runTransport(transport, stubs), await runMetrics(transport));
  }
  tallies.push(await inBrowser(stubs));
  return sumOf(tallies);
}

async function inBrowser(folder: string): Promise<Tally> {
  const missing = missingBrowser();
  if (missing === undefined) return runBrowser(folder);
  // CI has what it needs; elsewhere a browser is much to ask.
  if (process.env["CI"] !== undefined) throw new Error(missing);
  console.log(`skip  browser: ${missing}`);
  return { passed: 0, failed: 0 };
}

async function runTransport(transport: keyof typeof clients, stubs: string): Promise<Tally> {
  const folder = mkdtempSync(join(stubs, `${transport}-`));
  const log = join(folder, "calls.log");
  // Its log tells the tests how calls ended on the server's side.
  const flags = [
    ...["--transport", transport, "--log-level", "info"],
    ...["--store", `sqlite:${join(folder, "users.db")}`],
  ];
  await using server = await startServer(flags, { stderr: openSync(log, "w") });
  const { address } = server;
  const python = await runPython({ stubs, address, log });
  return sumOf([python, ...(await Promise.all(clients[transport](address, folder)))]);
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

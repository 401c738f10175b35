import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createMemoryStore, createUserService } from "@org/user-core";
import { createNodeServer } from "@org/user-transport-connect/node";
import { build } from "esbuild";
import type { Tally } from "../tally.ts";

/** The longest that all of it may take. */
const timeoutMs = 60_000;

/** Why there are no checks in a browser here; `undefined` if there can be. */
export function missingBrowser(): string | undefined {
  try {
    execFileSync("chromium", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "chromium is missing; on Debian: apt-get install chromium";
  }
}

/** Calls servers from a page in headless Chromium that came from another origin. */
export async function runBrowser(folder: string): Promise<Tally> {
  const page = await servePage();
  const open = await serveUsers([page.origin]);
  const closed = await serveUsers([]);
  const url = `${page.origin}/?api=${open.origin}&closed=${closed.origin}`;
  const browser = startChromium(url, join(folder, "chromium"));
  try {
    return tally(await within(timeoutMs, page.results));
  } finally {
    await browser.stop();
    page.stop();
    open.stop();
    closed.stop();
  }
}

interface Serving {
  readonly origin: string;
  stop(): void;
}

async function serveUsers(origins: readonly string[]): Promise<Serving> {
  const { services } = createUserService({ store: createMemoryStore() });
  const server = createNodeServer({ services, ...(origins.length > 0 && { cors: { origins } }) });
  const { port } = await server.listen({ port: 0 });
  return { origin: `http://127.0.0.1:${port}`, stop: server.destroy };
}

/** Serves the page, and waits for what it found. */
async function servePage(): Promise<Serving & { readonly results: Promise<string> }> {
  const script = await bundlePage();
  const results = Promise.withResolvers<string>();
  const answers: Readonly<Record<string, (request: IncomingMessage) => string>> = {
    "/page.js": () => script,
    "/results": (request) => {
      results.resolve(text(request));
      return "";
    },
  };
  const html = `<!doctype html><script type="module" src="/page.js"></script>`;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const type = path.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(200, { "content-type": type });
    response.end(answers[path]?.(request) ?? html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, results: results.promise, stop };
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "page.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}

function startChromium(url: string, profile: string): { stop(): Promise<void> } {
  mkdirSync(profile, { recursive: true });
  const flags = [
    ...["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    ...["--no-first-run", "--disable-background-networking", `--user-data-dir=${profile}`],
  ];
  // A group of its own, for its many processes end together.
  const child = spawn("chromium", [...flags, url], { stdio: "ignore", detached: true });
  const exited = once(child, "exit");
  return {
    async stop() {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await exited;
    },
  };
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the page has not answered")), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function tally(results: string): Tally {
  const sum = { passed: 0, failed: 0 };
  const checks: Record<string, string | null> = JSON.parse(results);
  for (const [name, fault] of Object.entries(checks)) {
    console.log(fault === null ? `ok    browser, ${name}` : `FAIL  browser, ${name}\n${fault}`);
    if (fault === null) sum.passed += 1;
    else sum.failed += 1;
  }
  return sum;
}

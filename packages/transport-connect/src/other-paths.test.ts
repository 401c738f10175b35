import { once } from "node:events";
import { createServer, request as request1 } from "node:http";
import { connect } from "node:http2";
import { request as secureRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificates } from "@org/test-certificates";
import {
  createMemoryStore,
  createProbes,
  createReadiness,
  createUserService,
} from "@org/user-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectTo, httpVersions } from "./bad-input-http.fixture.ts";
import { startServer } from "./bad-input-server.fixture.ts";
import { answered, callUnary } from "./bad-input-speech.fixture.ts";
import { createFetchHandler } from "./create-fetch-handler.ts";
import { createNodeHandler } from "./node/create-node-handler.ts";
import { answerOther } from "./other-paths.ts";
import { createFetchWire } from "./wires/fetch-wire.ts";

const otherPaths = createProbes(createReadiness({ check: async () => {} }));
const unready = createProbes(createReadiness({ check: () => Promise.reject(new Error("db-7")) }));
const ok = '{"status":"ok"}';

const certificates = makeCertificates();
if (certificates === undefined) console.log("probes over TLS are skipped: there is no openssl");

/** Asks on a connection of its own. */
async function ask(port: number, http: "1.1" | "2", path: string, method = "GET", body?: string) {
  const exchange = connectTo(port, http).open({ method, path });
  exchange.end(body === undefined ? undefined : Buffer.from(body));
  const { status, headers, body: answer } = await exchange.response;
  return { status, cache: headers.get("cache-control"), body: answer.toString() };
}

describe.each(httpVersions)("probes over HTTP/%s, beside RPCs", (http) => {
  it("are answered, whatever their query; other paths are UNIMPLEMENTED as ever", async () => {
    const { port } = await startServer({ otherPaths });
    for (const path of ["/healthz", "/readyz", "/readyz?verbose"]) {
      expect(await ask(port, http, path)).toEqual({ status: 200, cache: "no-store", body: ok });
    }
    expect(await ask(port, http, "/readyz", "HEAD")).toMatchObject({ status: 200, body: "" });
    expect(await ask(port, http, "/readyz", "POST", "x")).toMatchObject({ status: 405, body: "" });
    const unknown = await ask(port, http, "/else");
    expect([unknown.status, JSON.parse(unknown.body).code]).toEqual([404, "unimplemented"]);
    expect(await callUnary(connectTo(port, http), { protocol: "Connect", http })).toEqual(answered);
  });

  it("are 503 where the check fails, without its words", async () => {
    const { port } = await startServer({ otherPaths: unready });
    const { status, body } = await ask(port, http, "/readyz");
    expect({ status, body }).toEqual({ status: 503, body: '{"status":"unavailable"}' });
  });

  it("that throw are 500 without a word of why", async () => {
    const { port } = await startServer({
      otherPaths: () => {
        throw new Error("secret");
      },
    });
    expect(await ask(port, http, "/readyz")).toEqual({ status: 500, cache: null, body: "" });
  });
});

it.skipIf(certificates === undefined)("probes are answered over TLS, by either HTTP", async () => {
  const tls = certificates?.server;
  const { port } = await startServer({ otherPaths, ...(tls && { tls }) });
  const [url, trust] = [`https://127.0.0.1:${port}`, { rejectUnauthorized: false }];
  const [response] = await once(secureRequest(`${url}/readyz`, trust).end(), "response");
  expect(response.statusCode).toBe(200);
  response.resume();
  const session = connect(url, trust);
  onTestFinished(() => session.destroy());
  const [headers] = await once(session.request({ ":path": "/readyz" }), "response");
  expect(headers).toMatchObject({ ":status": 200, "cache-control": "no-store" });
});

it("what an app's own page throws is not hidden by the probes before it", async () => {
  const wire = createFetchWire(new Request("http://users.test/page"), "p");
  const page = () => {
    throw new Error("a page failed");
  };
  await expect(answerOther(wire, otherPaths, page)).rejects.toThrow("a page failed");
});

it("probes come before a framework's own pages in a handler, and on the fetch API", async () => {
  const { services } = createUserService({ store: createMemoryStore() });
  const handler = createNodeHandler({ services, otherPaths });
  const server = createServer((request, response) =>
    handler(request, response, () => response.end("page")),
  ).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const textOf = async (path: string) => {
    const [response] = await once(request1({ port, host: "127.0.0.1", path }).end(), "response");
    return (await response.setEncoding("utf8").toArray()).join("");
  };
  expect([await textOf("/readyz"), await textOf("/else")]).toEqual([ok, "page"]);
  const fetchHandler = createFetchHandler({ services, otherPaths });
  const response = await fetchHandler(new Request("http://users.test/readyz"));
  expect([response.status, await response.text()]).toEqual([200, ok]);
});

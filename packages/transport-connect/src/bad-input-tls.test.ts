import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect as connect2 } from "node:http2";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type ServerOptions, startServer } from "./bad-input-server.fixture.ts";
import { getUser, pathOf } from "./bad-input-speech.fixture.ts";
import { envelope } from "./protocols/envelope.ts";
import { callHeaders, frame, frameFlags, hpack, overRaw, types } from "./raw-http2.fixture.ts";
import { connectRaw, rawConnection } from "./raw-socket.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "user-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));
const tls = makeCertificate();
if (tls === undefined) console.log("TLS tests are skipped: there is no openssl command");

function makeCertificate() {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const names = ["-subj", "/CN=localhost", "-days", "2"];
  try {
    execFileSync("openssl", ["req", "-x509", ...curve, ...names, "-keyout", key, "-out", cert], {
      stdio: "ignore",
    });
  } catch {
    return undefined;
  }
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

const path = pathOf("GetUser");
const { endHeaders, endStream } = frameFlags;
const wholeCall = Buffer.concat([
  frame(types.headers, endHeaders, 1, hpack(callHeaders)),
  frame(types.data, endStream, 1, envelope(getUser)),
]);
const json = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`;

describe.skipIf(tls === undefined)("A server with TLS", () => {
  const start = (options: ServerOptions = {}) => startServer({ ...options, ...(tls && { tls }) });

  async function shake(port: number, ALPNProtocols: string[] = []): Promise<TLSSocket> {
    const socket = connectTls({
      port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      ALPNProtocols,
    });
    onTestFinished(() => void socket.destroy());
    await once(socket, "secureConnect");
    return socket;
  }

  /** The server answers over HTTP/2 as over HTTP/1.1. */
  async function expectHealthy(port: number): Promise<void> {
    const two = overRaw(rawConnection(await shake(port, ["h2"])));
    two.send(wholeCall);
    await expect.poll(two.responses).toEqual([1]);
    const one = rawConnection(await shake(port, ["http/1.1"]));
    one.send(json);
    await expect.poll(() => one.received().toString()).toContain("200 OK");
  }

  it.each(["h2", "http/1.1"])("speaks %s with clients that ask for it alone", async (name) => {
    const { port } = await start();
    const socket = await shake(port, [name]);
    expect(socket.alpnProtocol).toBe(name);
    await expectHealthy(port);
  });

  it("prefers HTTP/2", async () => {
    const { port } = await start();
    expect((await shake(port, ["http/1.1", "h2"])).alpnProtocol).toBe("h2");
  });

  it("serves clients of Node over either", async () => {
    const { port } = await start();
    const address = `https://127.0.0.1:${port}`;
    const session = connect2(address, { rejectUnauthorized: false });
    onTestFinished(() => session.destroy());
    const head = { ":method": "POST", ":path": path, "content-type": "application/json" };
    const stream = session.request(head).end("{}");
    const [response] = await once(stream, "response");
    expect(response).toMatchObject({ ":status": 200 });
    const options = {
      method: "POST",
      rejectUnauthorized: false,
      headers: { "content-type": "application/json" },
    };
    const [message] = await once(request(`${address}${path}`, options).end("{}"), "response");
    expect(message.statusCode).toBe(200);
    message.resume();
  });

  it("without ALPN speaks what the client does", async () => {
    const { port } = await start();
    const two = overRaw(rawConnection(await shake(port)));
    two.send(wholeCall);
    await expect.poll(two.responses).toEqual([1]);
    const one = rawConnection(await shake(port));
    one.send(json);
    await expect.poll(() => one.received().toString()).toContain("200 OK");
  });

  it("refuses clients that speak nothing it does", async () => {
    const { port } = await start();
    await expect(shake(port, ["spdy/3"])).rejects.toThrow();
    await expectHealthy(port);
  });

  it.each([
    ["HTTP/1.1 in the clear", json],
    ["HTTP/2 in the clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["garbage", "\x16\x03\x01\xff\xff garbage"],
  ])("ends connections with %s, and serves others", async (_, text) => {
    const { port } = await start();
    const raw = await connectRaw(port);
    raw.send(text.padEnd(70_000, "\0"));
    await raw.closed;
    expect(raw.received().toString()).not.toContain("HTTP/");
    await expectHealthy(port);
  });

  it("cuts off clients that do not shake hands within headersTimeoutMs", async () => {
    const { port } = await start({ headersTimeoutMs: 300 });
    const since = performance.now();
    await (await connectRaw(port)).closed;
    expect(performance.now() - since).toBeGreaterThan(290);
    await expectHealthy(port);
  });

  it.each([[[]], [["http/1.1"]]])(
    "cuts off clients that shake hands (ALPN %j) and say nothing",
    async (names) => {
      const { port } = await start({ headersTimeoutMs: 300 });
      await rawConnection(await shake(port, names)).closed;
      await expectHealthy(port);
    },
  );

  it("is well after clients that break off in the handshake or after it", async () => {
    const { port } = await start();
    const half = await connectRaw(port);
    half.socket.write(Buffer.from("160301", "hex"));
    half.socket.resetAndDestroy();
    (await shake(port, ["h2"])).destroy();
    const socket = await shake(port, ["h2"]);
    overRaw(rawConnection(socket)).send(wholeCall);
    socket.destroy();
    await expectHealthy(port);
  });

  it("is well after headers that no HPACK is, and a client that is gone by then", async () => {
    const { port } = await start();
    const socket = await shake(port, ["h2"]);
    const raw = overRaw(rawConnection(socket));
    raw.send(frame(types.headers, endHeaders, 1, Buffer.alloc(16_000, 0xff)));
    await raw.closed;
    expect(raw.goaways()).toEqual([9]);
    const other = await shake(port, ["h2"]);
    overRaw(rawConnection(other)).send(
      frame(types.headers, endHeaders, 1, Buffer.alloc(16_000, 0xff)),
    );
    other.destroy();
    await expectHealthy(port);
  });
});

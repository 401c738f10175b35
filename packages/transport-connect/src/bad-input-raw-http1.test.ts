import { describe, expect, it } from "vitest";
import { expectHealthy, startServer, user } from "./bad-input-server.fixture.ts";
import { getUser, pathOf } from "./bad-input-speech.fixture.ts";
import { connectRaw, type RawConnection } from "./raw-socket.fixture.ts";

const path = pathOf("GetUser");
const start = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/proto\r\n`;
const body = Buffer.from(getUser).toString("latin1");
const wholeCall = `${start}content-length: ${getUser.length}\r\n\r\n${body}`;
const chunked = `${start}transfer-encoding: chunked\r\n\r\n`;

const statuses = (raw: RawConnection) =>
  [
    ...raw
      .received()
      .toString("latin1")
      .matchAll(/HTTP\/1\.1 (\d+) /g),
  ].map(([, code]) => code);

describe("A request over HTTP/1.1", () => {
  it.each([
    ["garbage", "\0\x01\x02\x03 hello\r\n\r\n"],
    ["a version there is not", `POST ${path} HTTP/9.9\r\nhost: a\r\n\r\n`],
    ["a verb there is not", `PUSH ${path} HTTP/1.1\r\nhost: a\r\n\r\n`],
    ["a space in its path", `POST ${path} x HTTP/1.1\r\nhost: a\r\n\r\n`],
    ["no host", `POST ${path} HTTP/1.1\r\ncontent-type: application/proto\r\n\r\n`],
    ["a header without a colon", `POST ${path} HTTP/1.1\r\nhost: a\r\nx-odd\r\n\r\n`],
    ["a space in a header's name", `POST ${path} HTTP/1.1\r\nhost: a\r\nx odd: y\r\n\r\n`],
    ["a folded header", `${start}x-odd: a\r\n b\r\ncontent-length: 2\r\n\r\n${body}`],
    ["a null in a header", `${start}x-odd: a\0b\r\n\r\n`],
    [
      "content-length and transfer-encoding",
      `${start}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n${body}\r\n0\r\n\r\n`,
    ],
    ["two lengths", `${start}content-length: 2\r\ncontent-length: 3\r\n\r\n${body}`],
    ["a length that is no number", `${start}content-length: 2x\r\n\r\n${body}`],
    ["a negative length", `${start}content-length: -2\r\n\r\n${body}`],
    ["a length beyond all numbers", `${start}content-length: 99999999999999999999\r\n\r\n${body}`],
    ["a transfer-encoding there is not", `${start}transfer-encoding: zap\r\n\r\n${body}`],
    ["line feeds alone", wholeCall.replaceAll("\r\n", "\n")],
    ["TLS", Buffer.from("16030100a5010000a10303", "hex").toString("latin1").padEnd(200, "\0")],
  ])("with %s is answered with 400, and its connection is ended", async (_, text) => {
    const server = await startServer();
    const raw = await connectRaw(server.port);
    raw.send(Buffer.from(text, "latin1"));
    await raw.closed;
    expect(statuses(raw)).toEqual(["400"]);
    await expectHealthy(server);
  });

  it.each([
    ["is no number", "zz\r\n"],
    ["is negative", "-1\r\n"],
    ["is beyond all numbers", "fffffffffffffffff\r\n"],
    ["is less than its chunk", "1\r\nabc\r\n"],
  ])("with a chunk whose size %s is ended without an answer of its call", async (_, chunk) => {
    const server = await startServer();
    const raw = await connectRaw(server.port);
    raw.send(chunked);
    raw.send(chunk);
    await raw.closed;
    expect(statuses(raw)).not.toContain("200");
    await expectHealthy(server);
  });

  it.each([
    ["in a body of known length", `${start}content-length: 100\r\n\r\n${body}`],
    ["between chunks", `${chunked}2\r\n${body}\r\n`],
    ["within a chunk", `${chunked}64\r\n${body}`],
    ["in the headers", start],
  ])("that ends %s never becomes a call", async (_, text) => {
    let calls = 0;
    const server = await startServer({
      handlers: {
        getUser() {
          calls += 1;
          throw new Error("not whole");
        },
      },
    });
    const raw = await connectRaw(server.port);
    raw.send(text);
    raw.socket.end();
    await raw.closed;
    expect(statuses(raw)).not.toContain("200");
    expect(calls).toBe(0);
  });

  it("may come before the one before is answered: answers are in order", async () => {
    const server = await startServer({
      handlers: {
        getUser: async ({ userId }) => {
          await new Promise((resolve) => setTimeout(resolve, userId));
          return user(userId);
        },
      },
    });
    const raw = await connectRaw(server.port);
    const waits = [60, 1, 30, 2];
    raw.send(waits.map((userId) => jsonCall(JSON.stringify({ userId }))).join(""));
    await expect.poll(() => statuses(raw)).toEqual(waits.map(() => "200"));
    const ids = [
      ...raw
        .received()
        .toString()
        .matchAll(/"id":(\d+)/g),
    ].map(([, id]) => Number(id));
    expect(ids).toEqual(waits);
  });

  it("after one that is refused before its body ended is not answered", async () => {
    const server = await startServer();
    const raw = await connectRaw(server.port);
    raw.send(`POST /nothing HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n${wholeCall}`);
    await raw.closed;
    expect(statuses(raw)).toEqual(["404"]);
    await expectHealthy(server);
  });
});

function jsonCall(json: string): string {
  return `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json}`;
}

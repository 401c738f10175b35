import { staticTokens } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { connectTo } from "./bad-input-http.fixture.ts";
import { startServer } from "./bad-input-server.fixture.ts";
import {
  answered,
  callUnary,
  encodingHeader,
  everyWay,
  framed,
  getUser,
  headOf,
  oneOfEachKind,
  outcomeOf,
  pathOf,
  refused,
} from "./bad-input-speech.fixture.ts";
import { connectRaw } from "./raw-socket.fixture.ts";

const middleware = [staticTokens([{ token: "secret", principal: { name: "a" } }])];
const right = { authorization: "Bearer secret" };

const startGuarded = () => startServer({ binding: { middleware } });

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  describe.each([
    ["no token", {}],
    ["a wrong token", { authorization: "Bearer guess" }],
  ])("with %s", (_, headers) => {
    it.each(oneOfEachKind)(
      "is UNAUTHENTICATED for %s at once, before the body that it announces",
      async (rpc) => {
        const server = await startGuarded();
        const connection = connectTo(server.port, way.http);
        const large = { "content-length": `${4 * 1024 * 1024}`, ...headers };
        // Never sent.
        const { response } = connection.open(headOf(way, rpc, large));
        expect(outcomeOf(await response)).toEqual(refused(way, rpc, "UNAUTHENTICATED"));
        expect(await callUnary(connection, way, right)).toEqual(answered);
      },
    );

    it.each(oneOfEachKind)("is UNAUTHENTICATED for %s, whatever else is wrong", async (rpc) => {
      const server = await startGuarded();
      for (const more of [
        { [encodingHeader(way, rpc)]: "gzip" },
        { [encodingHeader(way, rpc)]: "zap" },
        { "x-large": "x".repeat(20_000) },
        { [way.protocol === "Connect" ? "connect-timeout-ms" : "grpc-timeout"]: "soon" },
      ]) {
        const connection = connectTo(server.port, way.http);
        const { response } = connection.open(headOf(way, rpc, { ...headers, ...more }));
        expect(outcomeOf(await response)).toEqual(refused(way, rpc, "UNAUTHENTICATED"));
      }
    });
  });

  it("is served with the right token", async () => {
    const connection = connectTo((await startGuarded()).port, way.http);
    expect(await callUnary(connection, way, right)).toEqual(answered);
  });
});

describe("Expect: 100-continue", () => {
  const way = { protocol: "Connect", http: "1.1" } as const;
  const body = Buffer.from(framed(way, "GetUser", getUser));
  const head = (token: string) =>
    `POST ${pathOf("GetUser")} HTTP/1.1\r\nhost: a\r\ncontent-type: application/proto\r\nexpect: 100-continue\r\nauthorization: ${token}\r\ncontent-length: ${body.length}\r\n\r\n`;

  it("is told to go on with the right token, and then answered", async () => {
    const raw = await connectRaw((await startGuarded()).port);
    raw.send(head("secret"));
    await expect.poll(() => raw.received().toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    raw.send(body);
    await expect.poll(() => raw.received().toString()).toContain("HTTP/1.1 200 OK");
  });

  it("is answered UNAUTHENTICATED with another, and never told to go on", async () => {
    const raw = await connectRaw((await startGuarded()).port);
    raw.send(head("guess"));
    await raw.closed;
    expect(raw.received().toString()).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("for something else than 100-continue is answered with 417", async () => {
    const raw = await connectRaw((await startGuarded()).port);
    raw.send(head("secret").replace("100-continue", "a-miracle"));
    await expect.poll(() => raw.received().toString()).toMatch(/^HTTP\/1\.1 417 /);
  });
});

import { create, toBinary } from "@bufbuild/protobuf";
import { CreateUserRequestSchema } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { connectTo, httpVersions, type RequestHead } from "./bad-input-http.fixture.ts";
import { startServer } from "./bad-input-server.fixture.ts";
import {
  answered,
  callUnary,
  callWith,
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

const contentTypes = [
  undefined,
  "text/plain",
  "application/x-www-form-urlencoded",
  "application/x-protobuf",
  "application/grpcx",
  "application/grpc+xml",
  "application/connect",
  "application/json; charset=latin1",
  ", ,;",
];

describe.each(httpVersions)("Over HTTP/%s", (http) => {
  const connect = async () => connectTo((await startServer()).port, http);

  /** Asks, and then calls on the same connection. */
  async function ask(head: RequestHead, body = getUser) {
    const connection = await connect();
    const exchange = connection.open(head);
    exchange.end(body);
    const response = await exchange.response;
    expect(await callUnary(connection, { protocol: "gRPC", http })).toEqual(answered);
    return response;
  }

  describe.each(oneOfEachKind)("%s", (rpc) => {
    const path = pathOf(rpc);

    it.each(contentTypes)(
      "answers the content type %s with 415 and those that will do",
      async (contentType) => {
        const headers = contentType === undefined ? {} : { "content-type": contentType };
        const { status, headers: told, body } = await ask({ path, headers });
        expect([status, told.get("content-type")]).toEqual([415, "text/plain"]);
        const accepted = told.get("accept-post") ?? "";
        const usual = headOf({ protocol: "Connect", http }, rpc).headers["content-type"];
        expect(accepted.split(", ")).toEqual(
          expect.arrayContaining([usual, "application/grpc", "application/grpc-web+proto"]),
        );
        expect(body.toString()).toBe(`The content type must be one of ${accepted}\n`);
      },
    );

    it.each(["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])(
      "answers %s with 405 and the verbs that are allowed",
      async (method) => {
        const { headers } = headOf({ protocol: "Connect", http }, rpc);
        const { status, headers: told } = await ask({ method, path, headers }, new Uint8Array());
        expect(status).toBe(405);
        expect(told.get("allow")).toBe(rpc === "GetUser" ? "POST, GET" : "POST");
      },
    );
  });

  const query = (message: Uint8Array) =>
    `?connect=v1&encoding=proto&base64=1&message=${Buffer.from(message).toString("base64url")}`;

  it("answers GET of an RPC without side effects", async () => {
    const response = await ask({ method: "GET", path: pathOf("GetUser") + query(getUser) }, empty);
    expect(outcomeOf(response)).toEqual(answered);
  });

  it.each([
    ["has side effects", "CreateUser"],
    ["is a stream", "WatchUserUpdates"],
  ] as const)("answers GET of an RPC that %s with 405", async (_, rpc) => {
    const message = toBinary(CreateUserRequestSchema, create(CreateUserRequestSchema));
    const response = await ask({ method: "GET", path: pathOf(rpc) + query(message) }, empty);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  it.each([
    ["a message over the limit", `?connect=v1&encoding=json&message=${"x".repeat(5_000)}`, 429],
    ["malformed JSON", "?connect=v1&encoding=json&message=%7B", 400],
    ["a malformed message", "?connect=v1&encoding=proto&base64=1&message=Cg__", 400],
    ["what is not base64", "?connect=v1&encoding=proto&base64=1&message=%00%ff", 400],
    ["an encoding that is not known", "?connect=v1&encoding=xml&message=", 415],
    ["a compression that is not known", "?connect=v1&encoding=proto&compression=zap", 501],
  ])("answers GET with %s with an error", async (_, search, status) => {
    const { port } = await startServer({ maxMessageBytes: 4_096 });
    const connection = connectTo(port, http);
    const exchange = connection.open({ method: "GET", path: pathOf("GetUser") + search });
    exchange.end();
    expect((await exchange.response).status).toBe(status);
    expect(await callUnary(connection, { protocol: "Connect", http })).toEqual(answered);
  });

  it("answers GET that is none of Connect's with how to ask", async () => {
    const { status, body } = await ask({ method: "GET", path: pathOf("GetUser") }, empty);
    expect([status, body.toString()]).toEqual([
      415,
      "GET needs ?encoding=json&message= and no content type, or ask by POST\n",
    ]);
  });

  it.each([
    ["/", 404],
    ["/userservice.v1.UserService", 404],
    ["/%75serservice.v1.UserService/GetUser", 404],
    ["//userservice.v1.UserService/GetUser", 404],
    ["/nobody.Service/GetUser", 404],
    [`/${"x".repeat(8_000)}`, 404],
    // Below the path of a service that there is, as a method of it that there is not.
    ["/userservice.v1.UserService/", 501],
    ["/userservice.v1.UserService/getUser", 501],
    ["/userservice.v1.UserService/GetUser/../GetUser", 501],
  ])(
    "answers %.50s, which there is not, with UNIMPLEMENTED in the caller's protocol",
    async (path, statusOfConnect) => {
      for (const [protocol, status] of [
        ["gRPC", 200],
        ["gRPC-Web", 200],
        ["Connect", statusOfConnect],
      ] as const) {
        const { headers } = headOf({ protocol, http }, "GetUser");
        const response = await ask({ path, headers });
        expect(outcomeOf(response)).toEqual({ http: status, code: "UNIMPLEMENTED" });
      }
    },
  );
});

const empty = new Uint8Array();
const malformedTimeouts = {
  Connect: ["", "1s", "-1", "1.5", "12345678901", "1e3", "0x1"],
  grpc: ["", "1", "S", "-1S", "1.5S", "123456789S", "1s", "1 S", "0x1S"],
};

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  const isConnect = way.protocol === "Connect";

  it.each(oneOfEachKind)(
    "answers a compression of %s that is not known with UNIMPLEMENTED",
    async (rpc) => {
      const connection = connectTo((await startServer()).port, way.http);
      const headers = { [encodingHeader(way, rpc)]: "zap" };
      const outcome = await callWith(connection, way, rpc, framed(way, rpc, getUser), headers);
      expect(outcome).toEqual(refused(way, rpc, "UNIMPLEMENTED"));
      expect(await callUnary(connection, way)).toEqual(answered);
    },
  );

  it.each(isConnect ? malformedTimeouts.Connect : malformedTimeouts.grpc)(
    "calls the timeout '%s' INVALID_ARGUMENT",
    async (timeout) => {
      const connection = connectTo((await startServer()).port, way.http);
      const headers = { [isConnect ? "connect-timeout-ms" : "grpc-timeout"]: timeout };
      for (const rpc of oneOfEachKind) {
        const outcome = await callWith(connection, way, rpc, framed(way, rpc, getUser), headers);
        expect(outcome, rpc).toEqual(refused(way, rpc, "INVALID_ARGUMENT"));
      }
      expect(await callUnary(connection, way)).toEqual(answered);
    },
  );
});

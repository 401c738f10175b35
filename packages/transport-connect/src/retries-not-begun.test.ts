import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, Socket } from "node:net";
import { inspect } from "node:util";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { ServiceError, UserSchema, UserService } from "@org/user-core";
import { failureOf } from "@org/user-testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { createConnectClient } from "./node/client.ts";
import { withRetries } from "./retries.ts";

const user = create(UserSchema, { id: 7 });

/** What Connect-ES says of a stream that was refused. */
const refusal = "http/2 stream closed with error code REFUSED_STREAM (0x7)";

/** An answer in these words. */
const sayings = {
  connect(stream: ServerHttp2Stream) {
    stream.respond({ ":status": 500, "content-type": "application/json" });
    stream.end(JSON.stringify({ code: "internal", message: refusal }));
  },
  grpc(stream: ServerHttp2Stream) {
    const headers = { ":status": 200, "content-type": "application/grpc+proto" };
    stream.respond({ ...headers, "grpc-status": "13", "grpc-message": refusal });
    stream.end();
  },
};

type Protocol = keyof typeof sayings;

/** A server that answers streams as it is told, one after the other, then with a user. */
async function startServer(
  answers: ("refuse" | "leave" | "break" | "say")[],
  protocol: Protocol = "connect",
) {
  let streams = 0;
  const server = createServer().on("stream", (stream) => {
    streams += 1;
    stream.on("error", () => {});
    const answer = answers.shift();
    if (answer === "refuse") return stream.close(7);
    if (answer === "break") return stream.close(2);
    // As a server does that stops, and has not looked at this stream.
    if (answer === "leave") return stream.session?.goaway(0, Math.max(0, (stream.id ?? 1) - 2));
    if (answer === "say") return sayings[protocol](stream);
    stream.respond({ ":status": 200, "content-type": "application/proto" });
    stream.end(toBinary(UserSchema, user));
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => sessions.add(session.on("error", () => {})));
  onTestFinished(() => {
    server.close();
    for (const session of sessions) session.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const users = createConnectClient(UserService, {
    baseUrl: `http://127.0.0.1:${port}`,
    protocol,
  });
  onTestFinished(users.close);
  return { users, streams: () => streams };
}

it("sends a write again whose stream was refused, or was beyond the last of a server that goes", async () => {
  const { users, streams } = await startServer(["refuse", "leave"]);
  expect(await users.updateUser({ user: { id: 7, name: "Ada" } })).toMatchObject({ id: 7 });
  expect(streams()).toBe(3);
});

it("sends no write again that a server may have begun", async () => {
  const { users, streams } = await startServer(["break"]);
  await failureOf(users.updateUser({ user: { id: 7, name: "Ada" } }));
  expect(streams()).toBe(1);
});

it.each(["connect", "grpc"] as const)(
  "sends no write again whose server says in its answer what this side says of a refused stream, over %s",
  async (protocol) => {
    const { users, streams } = await startServer(["say"], protocol);
    const error = await failureOf(users.updateUser({ user: { id: 7, name: "Ada" } }));
    expect(error).toMatchObject({ code: "INTERNAL", message: refusal });
    expect(streams()).toBe(1);
  },
);

it("tries a write again, four times in all, while nobody listens", async () => {
  const users = createConnectClient(UserService, { baseUrl: "http://127.0.0.1:1" });
  onTestFinished(users.close);
  const connect = vi.spyOn(Socket.prototype, "connect");
  const error = await failureOf(users.updateUser({ user: { id: 7, name: "Ada" } }));
  expect(error).toMatchObject({ code: "UNAVAILABLE", message: "The server can't be reached" });
  // Others of this process may connect too, and elsewhere.
  const ours = connect.mock.calls.filter((call) => /port: '1'/.test(inspect(call)));
  expect(ours).toHaveLength(4);
});

it("tries a write again where none of a name's addresses has anybody who listens", async () => {
  const refused = () => Object.assign(new Error("refused"), { syscall: "connect" });
  const attempts = async (errors: readonly Error[]) => {
    const cause = new ConnectError(
      "",
      Code.Unavailable,
      undefined,
      undefined,
      new AggregateError(errors),
    );
    const attempt = vi.fn(() => Promise.reject(new ServiceError("UNAVAILABLE", "", { cause })));
    await failureOf(withRetries(UserService.method.updateUser, 2, {}, attempt));
    return attempt.mock.calls.length;
  };
  expect(await attempts([refused(), refused()])).toBe(2);
  expect(await attempts([refused(), new Error("reset")])).toBe(1);
});

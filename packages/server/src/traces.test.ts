import { expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { startCollector } from "./collector.fixture.ts";
import { type ServerProcess, startServer } from "./server-process.fixture.ts";

const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const headers = { traceparent: `00-${caller.traceId}-${caller.spanId}-01` };
const told = ["--store", "memory:", "--log-level", "info"];
const method = "userservice.v1.UserService/GetUser";

/** The lines about calls that a stopped server has left in its log. */
async function linesOf(server: ServerProcess): Promise<Record<string, unknown>[]> {
  server.kill("SIGTERM");
  const { code, stderr } = await server.exited;
  expect(code).toBe(0);
  const lines = stderr.trim().split("\n");
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => /^call/.test(msg));
}

/** How a server is told of the collector, and what it then calls itself. */
const tellings = [
  [
    "connect",
    (endpoint: string) => ({ flags: ["--otlp-endpoint", `${endpoint}/`] }),
    "user-server",
  ],
  [
    "grpc",
    (endpoint: string) => ({
      flags: ["--metrics-port", "0"],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: "people" },
    }),
    "people",
  ],
] as const;

it.each(tellings)(
  "sends spans of calls and of the store to a collector, and the log names them, over --transport %s",
  async (transport, tell, service) => {
    await using collector = await startCollector();
    const { flags, ...options } = tell(collector.endpoint);
    await using server = await startServer([...told, "--transport", transport, ...flags], options);
    using users = connectTo(server);
    await expect(users.getUser({ userId: 7 }, { headers })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await users.listUsers({});
    const [get, list] = await linesOf(server);
    // Told to stop, it sends what it has: nobody waited for its timer.
    const called = collector.spans().find(({ name }) => name === method);
    expect(called).toMatchObject({ traceId: caller.traceId, parentSpanId: caller.spanId });
    const stored = collector.spans().find(({ name }) => name === "UserStore/get");
    expect(stored).toMatchObject({ traceId: caller.traceId, parentSpanId: called?.spanId });
    expect(get).toMatchObject({ method, trace_id: caller.traceId, span_id: called?.spanId });
    const listed = collector.spans().find(({ name }) => name.endsWith("/ListUsers"));
    expect(list).toMatchObject({ trace_id: listed?.traceId, span_id: listed?.spanId });
    expect(listed?.traceId).not.toBe(caller.traceId);
    expect(collector.services()).toContainEqual({ stringValue: service });
  },
);

it("serves and stops where there is no collector, and the log says what was lost", async () => {
  await using server = await startServer([
    ...["--store", "memory:", "--log-level", "warn"],
    // A port that nobody can listen on.
    ...["--otlp-endpoint", "http://127.0.0.1:1"],
  ]);
  using users = connectTo(server);
  expect(await users.listUsers({})).toMatchObject({ total: 0 });
  server.kill("SIGTERM");
  const { code, stderr } = await server.exited;
  expect(code).toBe(0);
  expect(stderr).toContain("sending spans failed");
  // It did not wait for the exporter, which goes on trying for ten seconds, to tell what is wrong.
  expect(stderr).toContain("the collector does not take the last spans");
});

it("without a collector the log has the caller's span", async () => {
  await using server = await startServer(told);
  using users = connectTo(server);
  for (const each of [headers, { traceparent: "x" }]) {
    await users.getUser({ userId: 7 }, { headers: each }).catch(() => {});
  }
  const [traced, untraced] = await linesOf(server);
  expect(traced).toMatchObject({ method, trace_id: caller.traceId, span_id: caller.spanId });
  expect(untraced).toMatchObject({ method });
  expect(untraced).not.toHaveProperty("trace_id");
  expect(untraced).not.toHaveProperty("traceParent");
});

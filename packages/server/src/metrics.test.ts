import { expect, it } from "vitest";
import { connectTo } from "./client.fixture.ts";
import { runToExit, type ServerProcess, startServer } from "./server-process.fixture.ts";

/** The address that a server has printed. */
async function metricsOf(server: ServerProcess): Promise<string> {
  const printed = () => /metrics at (\S+)/.exec(server.stdout())?.[1] ?? "";
  await expect.poll(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  return printed();
}

it.each(["connect", "grpc"])(
  "--metrics-port has the durations of calls and of the store, over --transport %s",
  async (transport) => {
    await using server = await startServer([
      "--store",
      "memory:",
      "--metrics-port",
      "0",
      "--transport",
      transport,
    ]);
    const metrics = await metricsOf(server);
    using users = connectTo(server);
    const { id } = await users.createUser({ email: "canary@example.com", name: "Canary" });
    for (const userId of [id, id, 999]) await users.getUser({ userId }).catch(() => {});
    const scraped = await fetch(metrics);
    expect(scraped.headers.get("content-type")).toContain("text/plain");
    const text = await scraped.text();
    const call = (status: string) =>
      `rpc_server_call_duration_seconds_count{rpc_system_name="grpc",rpc_method="userservice.v1.UserService/GetUser",rpc_status_code="${status}"`;
    const lines = text.split("\n");
    expect(lines).toContain("# TYPE rpc_server_call_duration_seconds histogram");
    expect(lines).toContain(`${call("OK")}} 2`);
    expect(lines).toContain(`${call("NOT_FOUND")},error_type="NOT_FOUND"} 1`);
    expect(lines).toContain(
      'db_client_operation_duration_seconds_count{db_system_name="memory",db_operation_name="insert"} 1',
    );
    // Whoever scrapes learns of nobody.
    expect(text.toLowerCase()).not.toContain("canary");
  },
);

it("has nothing else on that port, takes nothing there, and goes with the server", async () => {
  await using server = await startServer(["--store", "memory:", "--metrics-port", "0"]);
  const metrics = await metricsOf(server);
  const statusOf = async (path: string, method: string) =>
    (await fetch(new URL(path, metrics), { method })).status;
  expect(await statusOf("/", "GET")).toBe(404);
  expect(await statusOf("/metrics", "POST")).toBe(405);
  expect(await statusOf("/metrics?at=now", "GET")).toBe(200);
  server.kill("SIGTERM");
  expect(await server.exited).toMatchObject({ code: 0 });
  await expect(fetch(metrics)).rejects.toThrow();
});

it("says in one line why there are no metrics", async () => {
  const serve = (port: string) =>
    runToExit(["serve", "--store", "memory:", "--port", "0", "--metrics-port", port]);
  await using other = await startServer(["--store", "memory:"]);
  const taken = await serve(String(other.port));
  expect(taken).toMatchObject({ code: 2, stdout: "" });
  expect(taken.stderr).toMatch(new RegExp(`^user-server: .*${other.port}.*\\n$`));
  expect(await serve("many")).toMatchObject({
    code: 2,
    stderr: "user-server: --metrics-port must be a number from 0 to 65535, not many\n",
  });
});

import { once } from "node:events";
import { freePort } from "@org/postgres-cluster";
import { describe, expect, it } from "vitest";
import { connectTo, failureOf } from "./client.fixture.ts";
import { parseServeOptions } from "./options.ts";
import { serve as serveHere } from "./serve.ts";
import { runToExit, startServer } from "./server-process.fixture.ts";
import { watchUser } from "./watch.fixture.ts";

const memory = ["--store", "memory:"];

describe("serve", () => {
  it("prints one line when it listens, then what to try", async () => {
    await using server = await startServer(memory);
    await expect.poll(server.stdout).toContain("createConnectClient");
    const url = `http://${server.address}`;
    const [first, ...rest] = server.stdout().split("\n");
    expect(first).toBe(`listening on ${url} (Connect, gRPC and gRPC-Web)`);
    expect(rest.filter((line) => line.includes(server.address))).toEqual([
      expect.stringContaining(`${url}/userservice.v1.UserService/CreateUser`),
      expect.stringContaining(`${url}/userservice.v1.UserService/WatchUserUpdates`),
      expect.stringContaining(`createConnectClient(UserService, { baseUrl: "${url}" })`),
    ]);
  });

  it("with --transport grpc is grpc-js, and says how to call that", async () => {
    await using server = await startServer([...memory, "--transport", "grpc"]);
    await expect.poll(server.stdout).toContain("createGrpcClient");
    expect(server.stdout()).toMatch(/^listening on http:\S+ \(gRPC\)\n/);
    expect(server.stdout()).toContain(`createGrpcClient("${server.address}", UserService)`);
    using users = connectTo(server);
    expect(await users.listUsers({})).toMatchObject({ total: 0 });
    const overHttp1 = fetch(`http://${server.address}/userservice.v1.UserService/ListUsers`);
    await expect(overHttp1).rejects.toThrow();
  });

  it("leaves nothing open where it can't start, whatever has begun by then", async () => {
    const metricsPort = await freePort();
    const flags = [...memory, "--port", "0", "--metrics-port", String(metricsPort)];
    const options = parseServeOptions([...flags, "--log-level", "silent"], {});
    if (options === "help") return expect.fail("help was asked for");
    const jwt = { jwksUrl: "https://id.example.com", issuer: "i", audience: "a", algorithms: [] };
    await expect(serveHere({ ...options, jwt })).rejects.toThrow("algorithms names no algorithm");
    const { stop } = await serveHere(options);
    await stop(0);
  });

  it("refuses a taken port with one line and exit code 2", async () => {
    await using server = await startServer(memory);
    const args = ["serve", ...memory, "--port", String(server.port)];
    expect(await runToExit(args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `user-server: cannot listen on ${server.address}: the port is taken\n`,
    });
  });

  it("refuses a host that is not of this machine with one line and exit code 2", async () => {
    // An address of documentation: https://www.rfc-editor.org/rfc/rfc5737
    const args = ["serve", ...memory, "--host", "192.0.2.1", "--port", "0"];
    const { code, stdout, stderr } = await runToExit(args);
    expect(stderr).toMatch(/^user-server: cannot listen on 192\.0\.2\.1:0: .+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  it("takes requests as large as it is told, and no larger", async () => {
    await using server = await startServer([...memory, "--max-message-bytes", "1000"]);
    using users = connectTo(server);
    await users.createUser({ email: "ada@example.com", name: "Ada" });
    const large = users.createUser({ email: "bob@example.com", name: "B".repeat(1_000) });
    expect(await failureOf(large)).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });

  it("--demo creates three users, and a watch of the first sees a change", async () => {
    await using server = await startServer([...memory, "--demo"]);
    using users = connectTo(server);
    const { users: listed, total } = await users.listUsers({});
    expect(listed.map(({ id, email, isActive }) => [id, email, isActive])).toEqual([
      [1, "alice@example.com", true],
      [2, "bob@example.com", true],
      [3, "charlie@example.com", false],
    ]);
    expect(total).toBe(3);
    using watch = await watchUser(users, 1);
    const [first, second] = [await watch.next(), await watch.next()];
    expect(second.revision).toBe(first.revision + 1n);
  });
});

describe("--auth-tokens", () => {
  it("lets in who has one of the tokens, with or without Bearer, and nobody else", async () => {
    await using server = await startServer([...memory, "--auth-tokens", "one,two", "--demo"]);
    using users = connectTo(server);
    const get = (authorization?: string) =>
      users.getUser(
        { userId: 2 },
        authorization === undefined ? {} : { headers: { authorization } },
      );
    for (const good of ["one", "Bearer one", "two", "bearer two"]) {
      expect(await get(good)).toMatchObject({ name: "Bob" });
    }
    const code = "UNAUTHENTICATED";
    expect(await failureOf(get())).toMatchObject({ code, reason: "TOKEN_MISSING" });
    for (const bad of ["three", "Bearer three", "on", "one,two", "Basic one", "Bearer"]) {
      expect(await failureOf(get(bad))).toMatchObject({ code, reason: "TOKEN_INVALID" });
    }
  });

  it("are asked of streams too, before the server reads them", async () => {
    await using server = await startServer([...memory, "--auth-tokens", "one"]);
    using users = connectTo(server);
    async function* endless() {
      yield { email: "ada@example.com", name: "Ada" };
      await once(process, "never");
    }
    expect(await failureOf(users.batchCreateUsers(endless()))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(await failureOf(watchUser(users, 1))).toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

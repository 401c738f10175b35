import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Client, Health, UserService } from "@org/user-core";
import { collect, failureOf, handStream, streamOf } from "@org/user-testing";
import { emailContract } from "@org/user-testing/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConnectClient } from "./node/client.ts";
import { bundleWorker, type RunningWorker, runWorker } from "./workerd.fixture.ts";

let worker: RunningWorker;
beforeAll(async () => {
  worker = await runWorker(await bundleWorker(join(import.meta.dirname, "worker.fixture.ts")));
});
afterAll(() => worker.stop());

const ways = {
  Connect: { protocol: "connect" },
  "Connect in JSON": { protocol: "connect", json: true },
  "gRPC-Web": { protocol: "grpc-web" },
} as const;

let emails = 0;
function freshEmail(): string {
  emails += 1;
  return `user${emails}@example.com`;
}

type Users = Client<typeof UserService>;

/** A new user, and all its updates to come. */
async function watchNewUser(users: Users, signal?: AbortSignal) {
  const { id } = await users.createUser({ email: freshEmail(), name: "Ada" });
  const watching = Promise.withResolvers<void>();
  const options = { onHeaders: () => watching.resolve(), ...(signal && { signal }) };
  const updates = collect(users.watchUserUpdates({ userId: id }, options));
  await Promise.race([watching.promise, updates]);
  return { id, updates };
}

async function callsInFlight(users: Users): Promise<number> {
  let count = "";
  await users.listUsers(
    {},
    {
      onHeaders: (headers) => {
        count = headers.get("x-in-flight") ?? "";
      },
    },
  );
  return Number.parseInt(count, 10);
}

function pause(ms: number): Promise<"quiet"> {
  return new Promise((resolve) => setTimeout(resolve, ms, "quiet"));
}

describe.each(Object.entries(ways))("in a Worker, over %s", (_name, way) => {
  const connect = () => {
    const baseUrl = `http://127.0.0.1:${worker.port}`;
    return createConnectClient(UserService, { baseUrl, httpVersion: "1.1", ...way });
  };

  it("answers unary calls, errors with all their details", async () => {
    const users = connect();
    const email = freshEmail();
    const { id } = await users.createUser({ email, name: "Ada", password: "correct horse" });
    expect(await users.getUser({ userId: id })).toMatchObject({ email, name: "Ada" });
    expect(await failureOf(users.createUser({ email, name: "Ada" }))).toMatchObject({
      code: "ALREADY_EXISTS",
      reason: "EMAIL_TAKEN",
    });
    expect(await failureOf(users.createUser({ email: "ada", name: "Ada" }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      fieldViolations: [{ field: "email" }],
    });
  });

  it("ends a call that hangs by its deadline", async () => {
    const options = { timeoutMs: 200, headers: { "x-hang": "1" } };
    const failure = failureOf(connect().getUser({ userId: 1 }, options));
    expect(await failure).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  it("shows a watch every update, those of other requests too", async () => {
    const users = connect();
    const { id } = await users.createUser({ email: freshEmail(), name: "Ada" });
    const watching = Promise.withResolvers<void>();
    const updates = collect(
      users.watchUserUpdates({ userId: id }, { onHeaders: () => watching.resolve() }),
    );
    await watching.promise;
    for (const name of ["Bea", "Cleo"]) await users.updateUser({ user: { id, name } });
    await users.deleteUser({ userId: id });
    expect((await updates).map(({ field, newValue }) => [field, newValue])).toEqual([
      ["name", "Bea"],
      ["name", "Cleo"],
      ["deleted", "true"],
    ]);
  });

  it("shows each of many watches every update, also after the first of them has ended", async () => {
    const users = connect();
    const watches = await Promise.all(Array.from({ length: 5 }, () => watchNewUser(users)));
    for (const { id, updates } of watches) {
      for (const name of ["Bea", "Cleo"]) await users.updateUser({ user: { id, name } });
      await users.deleteUser({ userId: id });
      const seen = (await updates).map(({ newValue }) => newValue);
      expect(seen).toEqual(["Bea", "Cleo", "true"]);
    }
  });

  it("ends a watch whose client has left, once it has something to write", async () => {
    const users = connect();
    const leaving = new AbortController();
    const { id, updates } = await watchNewUser(users, leaving.signal);
    expect(await callsInFlight(users)).toBe(1);
    leaving.abort();
    expect(await failureOf(updates)).toMatchObject({ code: "CANCELLED" });
    let name = "Ada";
    await expect
      .poll(async () => {
        name += "a";
        await users.updateUser({ user: { id, name } });
        return callsInFlight(users);
      })
      .toBe(0);
  });

  it("takes a stream of requests", async () => {
    const entries = Array.from({ length: 300 }, () => ({ email: freshEmail(), name: "N" }));
    const answer = await connect().batchCreateUsers(streamOf(...entries));
    expect(answer).toMatchObject({ total: 300, failed: 0 });
  });

  it("answers a bidirectional stream, half duplex and full", async () => {
    const users = connect();
    const { id } = await users.createUser({ email: freshEmail(), name: "Ada" });
    const half = collect(users.syncUsers(streamOf({ userId: id }, { userId: id })));
    expect(await half).toMatchObject([{ id }, { id }]);
    const requests = handStream<{ userId: number }>();
    requests.write({ userId: id });
    let answers = 0;
    for await (const user of users.syncUsers(requests)) {
      expect(user).toMatchObject({ id });
      answers += 1;
      if (answers < 3) requests.write({ userId: id });
      else requests.end();
    }
    expect(answers).toBe(3);
  });
});

// What Unicode and IDNA make of an email is the runtime's: this one must make the same of it.
describe("in a Worker, an email", () => {
  const baseUrl = () => `http://127.0.0.1:${worker.port}`;
  emailContract(() => createConnectClient(UserService, { baseUrl: baseUrl(), httpVersion: "1.1" }));
});

it("in a Worker, holds watches of its health side by side", async () => {
  const baseUrl = `http://127.0.0.1:${worker.port}`;
  const health = createConnectClient(Health, { baseUrl, httpVersion: "1.1" });
  const leaving = new AbortController();
  const options = { signal: leaving.signal };
  const watches = [1, 2].map(() => health.watch({}, options)[Symbol.asyncIterator]());
  for (const watch of watches) expect((await watch.next()).value).toMatchObject({ status: 1 });
  // The runtime ends at once what it takes for a request that hangs.
  const nexts = watches.map((watch) => watch.next());
  expect(await Promise.race([...nexts, pause(500)])).toBe("quiet");
  leaving.abort();
  for (const next of nexts) await expect(next).rejects.toMatchObject({ code: "CANCELLED" });
});

const service = "/userservice.v1.UserService";

function post(rpc: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`http://127.0.0.1:${worker.port}${service}/${rpc}`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body,
  });
}

function gzipped(text: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(text));
}

it("in a Worker, reads compressed requests, and compresses their answers once", async () => {
  const name = "N".repeat(200);
  for (let i = 0; i < 10; i += 1) {
    const user = await post("CreateUser", gzipped(JSON.stringify({ email: freshEmail(), name })));
    expect(await user.json()).toMatchObject({ name });
  }
  const list = await post("ListUsers", gzipped('{"pageSize":100}'));
  expect(list.headers.get("content-encoding")).toBe("gzip");
  // Whoever fetches decompresses, once.
  expect(await list.json()).toHaveProperty("total");
});

it("in a Worker, answers GET", async () => {
  await post("CreateUser", gzipped(JSON.stringify({ email: freshEmail(), name: "Ada" })));
  const query = "connect=v1&encoding=json&message=%7B%22pageSize%22%3A1%7D";
  const list = await fetch(`http://127.0.0.1:${worker.port}${service}/ListUsers?${query}`);
  expect(list.status).toBe(200);
  expect(list.headers.get("vary")).toContain("accept-encoding");
  expect(await list.json()).toHaveProperty("total");
});

it("in a Worker, refuses a bomb, and stays small", async () => {
  const bomb = gzipped(new Uint8Array(512 * 1024 * 1024));
  const before = worker.peakBytes();
  expect((await post("CreateUser", bomb)).status).toBe(429);
  expect(worker.peakBytes() - before).toBeLessThan(64 * 1024 * 1024);
});

it("in a Worker, says that gRPC is not for it", async () => {
  const response = await fetch(
    `http://127.0.0.1:${worker.port}/userservice.v1.UserService/GetUser`,
    {
      method: "POST",
      headers: { "content-type": "application/grpc" },
    },
  );
  expect(response.status).toBe(415);
});

it("in a Worker, lets pages of its allowlist call", async () => {
  const preflight = (origin: string) =>
    fetch(`http://127.0.0.1:${worker.port}/userservice.v1.UserService/GetUser`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
  const allowed = await preflight("https://app.example.com");
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
  const other = await preflight("https://other.example.com");
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
});

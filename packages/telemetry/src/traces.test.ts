import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { createMemoryStore, createUserService } from "@org/user-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { collect, usePropagation } from "./collect.fixture.ts";
import { traceCalls, traceClient, traceStore } from "./index.ts";
import { type Way, ways } from "./ways.fixture.ts";

usePropagation();

/** A traced client of a traced service over a traced store. */
async function start({ transport, start }: Way) {
  const client = collect();
  const server = collect();
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  const store = traceStore(createMemoryStore(), { system: "memory", ...server.options });
  const { services } = createUserService({ store, middleware: [traceCalls(server.options)] });
  const options = { middleware: [traceClient({ transport, ...client.options })] };
  return { users: await start(services, options), client, server };
}

const shown = ({ name, kind, status }: ReadableSpan) => ({ name, kind, status: status.code });
const { CLIENT, SERVER } = SpanKind;
const { ERROR, UNSET } = SpanStatusCode;
const rpc = (name: string) => `userservice.v1.UserService/${name}`;

/** The span with the name, once it has ended. */
async function ended(spans: () => ReadableSpan[], name: string): Promise<ReadableSpan> {
  await expect.poll(() => spans().map((span) => span.name)).toContain(name);
  const found = spans().find((span) => span.name === name);
  if (found === undefined) expect.fail(name);
  return found;
}

describe.each(ways)("%s", (_words, way) => {
  it("a unary call is a span of its client, inside of it one of its server, inside of that those of the store", async () => {
    const { users, client, server } = await start(way);
    await users.createUser({ email: "ada@example.com", name: "Ada" });
    const outer = await ended(client.spans, rpc("CreateUser"));
    const inner = await ended(server.spans, rpc("CreateUser"));
    const insert = await ended(server.spans, "UserStore/insert");
    expect([outer, inner, insert].map(shown)).toEqual([
      { name: rpc("CreateUser"), kind: CLIENT, status: UNSET },
      { name: rpc("CreateUser"), kind: SERVER, status: UNSET },
      { name: "UserStore/insert", kind: CLIENT, status: UNSET },
    ]);
    const known = {
      "rpc.system.name": way.system,
      "rpc.method": rpc("CreateUser"),
      "rpc.status_code": "OK",
    };
    expect(outer.attributes).toEqual(known);
    expect(inner.attributes).toMatchObject({
      ...known,
      "user_directory.messages.received": 1,
      "user_directory.messages.sent": 1,
    });
    const peer = way.transport === "in-process" ? undefined : "127.0.0.1";
    expect(inner.attributes["network.peer.address"]).toBe(peer);
    expect(insert.attributes).toEqual({
      "db.system.name": "memory",
      "db.operation.name": "insert",
    });
    expect(outer.parentSpanContext).toBeUndefined();
    expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(insert.parentSpanContext?.spanId).toBe(inner.spanContext().spanId);
    expect(new Set([outer, inner, insert].map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  it("what the caller got wrong is a failure of its own span, not of the server's", async () => {
    const { users, client, server } = await start(way);
    await expect(users.getUser({ userId: 7 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const outer = await ended(client.spans, rpc("GetUser"));
    const inner = await ended(server.spans, rpc("GetUser"));
    for (const { attributes } of [outer, inner]) {
      expect(attributes).toMatchObject({
        "rpc.status_code": "NOT_FOUND",
        "error.type": "NOT_FOUND",
        "user_directory.error.reason": "USER_NOT_FOUND",
      });
    }
    expect(outer.status).toEqual({ code: ERROR, message: "User 7 not found" });
    expect(inner.status).toEqual({ code: UNSET });
  });

  it("a stream is a span from its first read to its end, with its messages counted", async () => {
    const { users, client, server } = await start(way);
    const user = await users.createUser({ email: "ada@example.com", name: "Ada" });
    async function* ids() {
      for (const userId of [user.id, 999, user.id]) yield { userId };
    }
    const stream = users.syncUsers(ids());
    expect(client.spans().map(({ name }) => name)).not.toContain(rpc("SyncUsers"));
    const found = [];
    for await (const each of stream) found.push(each.id);
    expect(found).toEqual([user.id, user.id]);
    const outer = await ended(client.spans, rpc("SyncUsers"));
    const inner = await ended(server.spans, rpc("SyncUsers"));
    expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(inner.attributes).toMatchObject({
      "user_directory.messages.received": 3,
      "user_directory.messages.sent": 2,
    });
    // It can be read once: what is left of it is its end, and no other call.
    for await (const each of stream) expect.fail(`again ${each.id}`);
    expect(client.spans().filter(({ name }) => name === rpc("SyncUsers"))).toHaveLength(1);
    const { total } = await users.batchCreateUsers(people());
    expect(total).toBe(2);
    expect((await ended(client.spans, rpc("BatchCreateUsers"))).attributes).toMatchObject({
      "rpc.status_code": "OK",
    });
  });

  it("a watch that is left, or whose signal is aborted, is cancelled on both sides", async () => {
    const { users, client, server } = await start(way);
    const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
    await users.updateUser({ user: { id, name: "Augusta" } });
    const watch = users.watchUserUpdates({ userId: id, afterRevision: 1n });
    for await (const { newValue } of watch) {
      expect(newValue).toBe("Augusta");
      break;
    }
    const leaving = new AbortController();
    const options = { signal: leaving.signal, onHeaders: () => leaving.abort() };
    const waiting = users.watchUserUpdates({ userId: id }, options)[Symbol.asyncIterator]();
    await expect(waiting.next()).rejects.toMatchObject({ code: "CANCELLED" });
    for (const { spans } of [client, server]) {
      const statuses = () =>
        spans()
          .filter(({ name }) => name === rpc("WatchUserUpdates"))
          .map(({ attributes }) => attributes["rpc.status_code"]);
      await expect.poll(statuses).toEqual(["CANCELLED", "CANCELLED"]);
    }
  });

  it("durations are in histograms by RPC and status, in seconds", async () => {
    const { users, client, server } = await start(way);
    await users.createUser({ email: "ada@example.com", name: "Ada" });
    for (const userId of [1, 1, 9]) await users.getUser({ userId }).catch(() => {});
    await expect.poll(() => server.spans().filter(({ kind }) => kind === SERVER).length).toBe(4);
    for (const [metric, from] of [
      ["rpc.client.call.duration", client],
      ["rpc.server.call.duration", server],
    ] as const) {
      const points = await from.histogram(metric);
      expect(
        points.map(({ attributes, value }) => [
          attributes["rpc.method"],
          attributes["rpc.status_code"],
          attributes["error.type"],
          value.count,
        ]),
      ).toEqual([
        [rpc("CreateUser"), "OK", undefined, 1],
        [rpc("GetUser"), "OK", undefined, 2],
        [rpc("GetUser"), "NOT_FOUND", "NOT_FOUND", 1],
      ]);
      for (const { value } of points) {
        expect(value.sum).toBeGreaterThan(0);
        expect(value.sum).toBeLessThan(60);
        expect(value.buckets.boundaries).toContain(0.005);
      }
    }
    const operations = (await server.histogram("db.client.operation.duration")).map(
      ({ attributes }) => attributes["db.operation.name"],
    );
    expect(operations).toEqual(expect.arrayContaining(["insert", "get"]));
  });
});

async function* people() {
  yield { email: "bob@example.com", name: "Bob" };
  yield { email: "eve@example.com", name: "Eve" };
}

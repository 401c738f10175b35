import { create } from "@bufbuild/protobuf";
import {
  type CallIO,
  CreateUserRequestSchema,
  callCancelled,
  createMemoryStore,
  createUserService,
  GetUserRequestSchema,
  invoke,
  type Middleware,
  ServerCall,
} from "@org/user-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { failureOf } from "../streams.ts";
import { ada, bob } from "./every-kind.fixture.ts";
import { injectedError } from "./injected-error.ts";
import { createObserver, observeService } from "./observe-service.ts";
import { seedUsers } from "./seed-users.ts";
import { createTestClock } from "./test-clock.ts";

/** A call of an observed user service, over a transport that is the test itself. */
async function start(name: string, middleware: readonly Middleware[] = []) {
  const observer = createObserver(createTestClock(0), middleware);
  const { services } = createUserService({ store: createMemoryStore() });
  await seedUsers([ada], services);
  const methods = services.flatMap((service) => observeService(service, observer).methods);
  const method = methods.find(({ descriptor }) => descriptor.localName === name);
  if (method === undefined) throw new Error(`There is no ${name}`);
  const call = new ServerCall(method.descriptor, {
    transport: "test",
    peer: "test",
    deadline: undefined,
    requestHeaders: { get: () => null },
  });
  const cancel = () => call.cancel(callCancelled());
  onTestFinished(cancel);
  return { ...observer, cancel, run: (io: CallIO) => failureOf(invoke(method, call, io)) };
}

/** A client that has called and sends nothing. */
const silent: CallIO = {
  receive: () => new Promise(() => {}),
  receiveInto: () => {},
  receiveCapacity: 64,
  send: () => undefined,
};

describe("an observed call", () => {
  it("answers with its first response, also if its transport tells of no headers", async () => {
    const { calls, cancel, run } = await start("syncUsers");
    const ended = run({
      ...silent,
      receiveInto: (queue) => void queue.write(create(GetUserRequestSchema, { userId: 1 })),
    });
    const call = await calls.next("syncUsers");
    await call.answering;
    expect(call).toMatchObject({ status: "pending", responses: [ada] });
    cancel();
    await ended;
  });

  it("that breaks lets no more requests in until it has ended, then releases its writer", async () => {
    const { failures, run } = await start("batchCreateUsers");
    const error = injectedError("ABORTED");
    failures.add("batchCreateUsers", { error, messages: 1, counting: "requests" }, 1);
    const writes: (undefined | Promise<void>)[] = [];
    const request = create(CreateUserRequestSchema, bob);
    const receiveInto: CallIO["receiveInto"] = (queue) => {
      writes.push(queue.write(request), queue.write(request));
    };
    expect(await run({ ...silent, receiveInto })).toMatchObject({ code: "ABORTED" });
    expect(writes).toEqual([expect.any(Promise), expect.any(Promise)]);
    await Promise.all(writes);
  });

  it("that breaks with no response sends none", async () => {
    const { calls, failures, run } = await start("getUser");
    failures.add(
      "getUser",
      { error: injectedError("ABORTED"), messages: 0, counting: "responses" },
      1,
    );
    const sent: unknown[] = [];
    const receive = () => create(GetUserRequestSchema, { userId: 1 });
    const io: CallIO = { ...silent, receive, send: (response) => void sent.push(response) };
    expect(await run(io)).toMatchObject({ code: "ABORTED" });
    expect(sent).toEqual([]);
    expect(calls.all).toMatchObject([{ requests: [{ userId: 1 }], responses: [] }]);
  });

  it("that breaks after a response has that response out first", async () => {
    const { failures, run } = await start("getUser");
    failures.add(
      "getUser",
      { error: injectedError("ABORTED"), messages: 1, counting: "responses" },
      1,
    );
    const order: string[] = [];
    const receive = () => create(GetUserRequestSchema, { userId: 1 });
    const send = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("out");
    };
    await run({ ...silent, receive, send }).then(() => order.push("broken"));
    expect(order).toEqual(["out", "broken"]);
  });

  it("that is cancelled winds up, although its request never comes", async () => {
    const told = Promise.withResolvers<unknown>();
    const tell: Middleware = (_, proceed) => proceed().catch(told.resolve);
    const { cancel, failures, run } = await start("watchUserUpdates", [tell]);
    failures.add("watchUserUpdates", { error: injectedError("ABORTED") }, 1);
    const ended = run(silent);
    cancel();
    expect(await ended).toMatchObject({ code: "CANCELLED" });
    expect(await told.promise).toMatchObject({ code: "CANCELLED" });
  });

  it("that is cancelled is recorded at once, whatever its middleware is doing", async () => {
    const { calls, cancel, run } = await start("getUser", [() => new Promise(() => {})]);
    const ended = run(silent);
    cancel();
    expect(await ended).toMatchObject({ code: "CANCELLED" });
    expect(await calls.next("getUser")).toMatchObject({ status: "CANCELLED" });
  });

  it("keeps the status it ended with, whatever its middleware makes of it", async () => {
    const told = Promise.withResolvers<unknown>();
    const swallow: Middleware = (_, proceed) => proceed().catch(told.resolve);
    const { calls, cancel, run } = await start("getUser", [swallow]);
    const ended = run(silent);
    cancel();
    await ended;
    await told.promise;
    const call = await calls.next("getUser");
    await call.ended;
    expect(call.status).toBe("CANCELLED");
  });

  it("that is refused before its request is read is a next call too", async () => {
    const refuse: Middleware = () => Promise.reject(injectedError("UNAUTHENTICATED"));
    const { calls, run } = await start("getUser", [refuse]);
    await run(silent);
    const call = await calls.next("getUser");
    expect(call).toMatchObject({ status: "UNAUTHENTICATED", requests: [] });
    await call.answering;
  });

  it("that began before the records were cleared is no next call after it", async () => {
    const gate = Promise.withResolvers<void>();
    const wait: Middleware = (_, proceed) => gate.promise.then(proceed);
    const { calls, cancel, run } = await start("getUser", [wait]);
    const ended = run(silent);
    calls.clear();
    const next = calls.next("getUser").then(() => "given");
    cancel();
    gate.resolve();
    await ended;
    expect(await Promise.race([next, Promise.resolve("not given")])).toBe("not given");
  });
});

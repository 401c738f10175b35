import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../rpc/call.ts";
import { createDrain, type Drain } from "./drain.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(drain: Drain, method: "getUser" | "watchUserUpdates") {
  const source = { transport: "t", peer: "p", requestHeaders: new Headers(), deadline: undefined };
  const call = new ServerCall(UserService.method[method], source);
  const { promise, resolve } = Promise.withResolvers<void>();
  return { call, finish: resolve, ended: drain.middleware(call, () => promise) };
}

it("refuses new calls, ends watches, and waits for the others", async () => {
  const drain = createDrain();
  const watch = start(drain, "watchUserUpdates");
  const get = start(drain, "getUser");
  const drained = drain.drain({ graceMs: 10_000 });
  expect(watch.call.cancelReason).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
  expect(get.call.cancelReason).toBeUndefined();
  await expect(start(drain, "getUser").ended).rejects.toMatchObject({ code: "UNAVAILABLE" });
  watch.finish();
  get.finish();
  await drained;
  expect(get.call.cancelReason).toBeUndefined();
});

it("ends what is left after the grace, and does not wait for what hangs", async () => {
  const drain = createDrain();
  const { call } = start(drain, "getUser");
  const drained = drain.drain({ graceMs: 10_000 });
  await vi.advanceTimersByTimeAsync(9_999);
  expect(call.cancelReason).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(call.cancelReason).toMatchObject({ reason: "SHUTTING_DOWN" });
  await vi.advanceTimersByTimeAsync(1_000);
  await drained;
});

it("drains once, however often it is asked", async () => {
  const drain = createDrain();
  const { finish } = start(drain, "getUser");
  const both = Promise.all([drain.drain({ graceMs: 1_000 }), drain.drain({ graceMs: 1_000 })]);
  finish();
  await both;
});

it("goes on, for all others too, though a listener, or a server when it is told, closed or destroyed, throws, and tells them at its end", async () => {
  const drain = createDrain();
  const [bad, good] = [startServer(), startServer()];
  const watch = start(drain, "watchUserUpdates");
  const throws = (message: string) => () => {
    throw new Error(message);
  };
  bad.server.retire.mockImplementation(throws("retire"));
  bad.server.close.mockImplementation(throws("close"));
  bad.server.destroy.mockImplementation(throws("destroy"));
  const heard = vi.fn();
  drain.onDraining(throws("listener"));
  drain.onDraining(async () => throws("async listener")());
  drain.onDraining(heard);
  const drained = drain.drain({ delayMs: 1_000, servers: [bad.server, good.server] });
  const messages = ["listener", "retire", "async listener", "close", "destroy"];
  const errors = messages.map((each) => new Error(each));
  const message = "Several things failed in a drain";
  const rejected = expect(drained).rejects.toMatchObject({ message, errors });
  expect(heard).toHaveBeenCalledOnce();
  expect(good.server.retire).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(good.server.close).toHaveBeenCalledOnce();
  expect(watch.call.cancelReason).toMatchObject({ reason: "SHUTTING_DOWN" });
  watch.finish();
  good.closed();
  await rejected;
  expect(good.server.destroy).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

it("tells once that draining begins, before it ends any call, and not who stopped listening", async () => {
  const drain = createDrain();
  const watch = start(drain, "watchUserUpdates");
  expect(drain.draining).toBe(false);
  const heard = vi.fn(() => {
    expect(drain.draining).toBe(true);
    expect(watch.call.cancelReason).toBeUndefined();
  });
  const stopped = vi.fn();
  drain.onDraining(heard);
  drain.onDraining(stopped)();
  const drained = Promise.all([drain.drain({ graceMs: 1_000 }), drain.drain({ graceMs: 1_000 })]);
  watch.finish();
  await drained;
  expect(heard).toHaveBeenCalledOnce();
  expect(stopped).not.toHaveBeenCalled();
});

it("waits for the last of several calls, and leaves no timer behind", async () => {
  const drain = createDrain();
  const calls = [start(drain, "getUser"), start(drain, "getUser")];
  let over = false;
  const drained = drain.drain({ graceMs: 10_000 }).then(() => {
    over = true;
  });
  calls[0]?.finish();
  await vi.advanceTimersByTimeAsync(100);
  expect(over).toBe(false);
  expect(calls[1]?.call.cancelReason).toBeUndefined();
  calls[1]?.finish();
  await drained;
  expect(vi.getTimerCount()).toBe(0);
});

it("is at its end at once where no call is left", async () => {
  await createDrain().drain();
  expect(vi.getTimerCount()).toBe(0);
});

it("tells callers that the server is shutting down, and to try again in a second", async () => {
  const drain = createDrain();
  await drain.drain({ graceMs: 0 });
  await expect(start(drain, "getUser").ended).rejects.toMatchObject({
    message: "The server is shutting down",
    retryAfterMs: 1_000,
  });
});

it("lets calls end as they like while nobody drains", async () => {
  const { finish, ended } = start(createDrain(), "getUser");
  finish();
  await ended;
});

/** A server that is asked to close, and has closed when told. */
function startServer() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = { retire: vi.fn(), close: vi.fn(() => promise), destroy: vi.fn() };
  return { server, closed: resolve };
}

it("serves every call during the delay, and lets watches be, while it already drains", async () => {
  const drain = createDrain();
  const { server, closed } = startServer();
  const watch = start(drain, "watchUserUpdates");
  const drained = drain.drain({ delayMs: 5_000, servers: [server] });
  expect(drain.draining).toBe(true);
  expect(server.retire).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(4_999);
  const [get, late] = [start(drain, "getUser"), start(drain, "watchUserUpdates")];
  get.finish();
  await get.ended;
  expect(server.close).not.toHaveBeenCalled();
  expect(watch.call.cancelReason).toBeUndefined();
  expect(drain.ending.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(server.close).toHaveBeenCalledOnce();
  expect(drain.ending.reason).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
  for (const each of [watch, late]) {
    expect(each.call.cancelReason).toMatchObject({ reason: "SHUTTING_DOWN" });
    each.finish();
  }
  closed();
  await drained;
});

it("serves a unary call that was on its way when the servers closed, and refuses what comes a second later", async () => {
  const drain = createDrain();
  const { server, closed } = startServer();
  const drained = drain.drain({ servers: [server] });
  await expect(start(drain, "watchUserUpdates").ended).rejects.toMatchObject({
    reason: "SHUTTING_DOWN",
  });
  await vi.advanceTimersByTimeAsync(999);
  const straggler = start(drain, "getUser");
  await vi.advanceTimersByTimeAsync(1);
  await expect(start(drain, "getUser").ended).rejects.toMatchObject({ reason: "SHUTTING_DOWN" });
  closed();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.destroy).not.toHaveBeenCalled();
  straggler.finish();
  await straggler.ended;
  await drained;
  expect(straggler.call.cancelReason).toBeUndefined();
  expect(server.destroy).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

it("refuses every call once its servers have closed, however soon, also of one that has none to retire", async () => {
  const drain = createDrain();
  const server = { close: async () => {}, destroy: vi.fn() };
  await drain.drain({ servers: [server] });
  await expect(start(drain, "getUser").ended).rejects.toMatchObject({ reason: "SHUTTING_DOWN" });
  expect(server.destroy).toHaveBeenCalledOnce();
});

it("destroys servers that have not closed a second after the grace", async () => {
  const drain = createDrain();
  const { server } = startServer();
  const drained = drain.drain({ graceMs: 3_000, servers: [server] });
  await vi.advanceTimersByTimeAsync(3_999);
  expect(server.destroy).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await drained;
  expect(server.destroy).toHaveBeenCalledOnce();
});

it("ends calls in their time and destroys every server though one can't be closed, which it tells at its end", async () => {
  const drain = createDrain();
  const [bad, good] = [startServer(), startServer()];
  bad.server.close.mockRejectedValue(new Error("not running"));
  const get = start(drain, "getUser");
  const drained = drain.drain({ servers: [bad.server, good.server] });
  const rejected = expect(drained).rejects.toThrow("not running");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(get.call.cancelReason).toBeUndefined();
  expect(good.server.destroy).not.toHaveBeenCalled();
  get.finish();
  good.closed();
  await rejected;
  for (const { server } of [bad, good]) expect(server.destroy).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

import { create, type Message } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import { GetUserRequestSchema, UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { authorize } from "../middleware/authorize.ts";
import { limitCalls } from "../middleware/limit-calls.ts";
import { createMemoryStore } from "../users/memory-store.ts";
import { createUserService } from "../users/user-service.ts";
import { type BindOptions, bind } from "./bind.ts";
import { callCancelled, ServerCall } from "./call.ts";
import { createInProcessClient } from "./in-process-client.ts";
import { invoke } from "./invoke.ts";

it("runs no handler, and keeps no place, for a call that is cancelled while it is being decided on", async () => {
  const store = createMemoryStore();
  const insert = vi.spyOn(store, "insert");
  const decisions: (() => void)[] = [];
  const { services } = createUserService({
    store,
    middleware: [
      authorize(() => new Promise((resolve) => decisions.push(() => resolve(true)))),
      limitCalls({ maxCalls: 1 }),
    ],
  });
  const users = createInProcessClient(UserService, services);
  for (let i = 0; i < 3; i += 1) {
    const controller = new AbortController();
    const { signal } = controller;
    const call = users.createUser({ email: `user${i}@example.com`, name: "Ada" }, { signal });
    await expect.poll(() => decisions.length).toBe(i + 1);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    decisions[i]?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(insert).not.toHaveBeenCalled();
  const last = users.createUser({ email: "last@example.com", name: "Ada" });
  await expect.poll(() => decisions.length).toBe(4);
  decisions[3]?.();
  expect(await last).toMatchObject({ email: "last@example.com" });
});

type SingleRequest = "getUser" | "watchUserUpdates";

/** A call that begins now, and whose request comes when `arrive` is called. */
function begin(method: SingleRequest, options: BindOptions) {
  const { promise, resolve } = Promise.withResolvers<Message>();
  const handler = vi.fn();
  const handlers = Object.fromEntries(UserService.methods.map((each) => [each.localName, handler]));
  const bound = bind(UserService, handlers as never, options);
  const descriptor = UserService.method[method];
  const found = bound.methods.find((each) => each.descriptor === descriptor);
  if (found === undefined) throw new Error(`${method} is not bound`);
  const source = { transport: "t", peer: "p", requestHeaders: new Headers(), deadline: undefined };
  const call = new ServerCall(descriptor, source);
  const receive = vi.fn(() => promise);
  const io = { receive, receiveInto() {}, receiveCapacity: 1, send: () => undefined };
  const ended = invoke(found, call, io).catch(({ code }) => code);
  return { call, handler, receive, ended, arrive: () => resolve(create(GetUserRequestSchema)) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it.each<SingleRequest>(["getUser", "watchUserUpdates"])(
  "reads no request of a %s that was cancelled before its middleware had proceeded",
  async (method) => {
    const proceeding = Promise.withResolvers<void>();
    const call = begin(method, { middleware: [(_call, next) => proceeding.promise.then(next)] });
    call.call.cancel(callCancelled());
    proceeding.resolve();
    expect(await call.ended).toBe("CANCELLED");
    await turn();
    expect(call.receive).not.toHaveBeenCalled();
  },
);

it.each<SingleRequest>(["getUser", "watchUserUpdates"])(
  "asks nobody about a request that comes when its %s was cancelled",
  async (method) => {
    const rule = vi.fn(() => true);
    const call = begin(method, { middleware: [authorize(rule)] });
    call.call.cancel(callCancelled());
    call.arrive();
    expect(await call.ended).toBe("CANCELLED");
    await turn();
    expect(rule).not.toHaveBeenCalled();
    expect(call.handler).not.toHaveBeenCalled();
    expect(call.call.messagesReceived).toBe(0);
  },
);

it.each<SingleRequest>(["getUser", "watchUserUpdates"])(
  "runs no handler for a %s that is cancelled while it is being decided on",
  async (method) => {
    const deciding = Promise.withResolvers<boolean>();
    const rule = vi.fn(() => deciding.promise);
    const call = begin(method, { middleware: [authorize(rule)] });
    call.arrive();
    await turn();
    expect(rule).toHaveBeenCalledOnce();
    call.call.cancel(callCancelled());
    deciding.resolve(true);
    expect(await call.ended).toBe("CANCELLED");
    await turn();
    expect(call.handler).not.toHaveBeenCalled();
  },
);

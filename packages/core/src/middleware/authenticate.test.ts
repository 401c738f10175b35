import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Health } from "../gen/health/v1/health_pb.ts";
import { UserService as UnversionedUserService } from "../gen/userservice/user_service_pb.ts";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import type { Principal } from "../rpc/call.ts";
import { ServiceError } from "../rpc/service-error.ts";
import { authenticate } from "./authenticate.ts";
import { bearerToken } from "./bearer-token.ts";
import { begin } from "./begin-call.fixture.ts";
import { unauthenticated } from "./unauthenticated.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const { watchUsers } = UserService.method;

describe("who is not known", () => {
  it.each([
    [undefined, "TOKEN_MISSING", "Missing token", "Bearer"],
    ["Basic YTpi", "TOKEN_INVALID", "Invalid token", 'Bearer error="invalid_token"'],
  ])("is refused, with a challenge: %j", async (authorization, reason, message, challenge) => {
    const call = begin(
      authenticate(() => undefined),
      authorization === undefined ? {} : { authorization },
    );
    await expect(call.ended).rejects.toMatchObject({ code: "UNAUTHENTICATED", reason, message });
    expect(call.proceed).not.toHaveBeenCalled();
    expect(call.challenge()).toBe(challenge);
  });

  it("is everybody where there is no authenticator to ask", async () => {
    const { ended, proceed } = begin(authenticate([]));
    await expect(ended).rejects.toMatchObject({ reason: "TOKEN_MISSING" });
    expect(proceed).not.toHaveBeenCalled();
  });

  it("is refused a stream without headers, which would say that it has begun", async () => {
    const { ended, call } = begin(
      authenticate(() => undefined),
      { method: watchUsers },
    );
    await expect(ended).rejects.toMatchObject({ reason: "TOKEN_MISSING" });
    expect(call.responseHeadersIfAny).toBeUndefined();
  });

  // What JavaScript without types may give.
  it.each([null, false, 0, ""])("is whatever is no principal: %j", async (nobody) => {
    for (const answer of [nobody, Promise.resolve(nobody)]) {
      const call = begin(authenticate(() => answer as never));
      await expect(call.ended).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      expect(call.proceed).not.toHaveBeenCalled();
    }
  });

  // A claim that is not there, or a list that is a text: `includes` would find a part of a scope in it.
  it.each<object>([
    {},
    { name: undefined },
    { name: "" },
    { name: 7 },
    { name: ["ada"] },
    { name: "ada", scopes: "users:readonly" },
    { name: "ada", scopes: null },
  ])("is a principal without a name, or whose scopes are no list: %j", async (answer) => {
    for (const found of [answer, Promise.resolve(answer)]) {
      const call = begin(authenticate(() => found as Principal));
      call.finish();
      await expect(call.ended).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      expect(call.proceed).not.toHaveBeenCalled();
      expect(call.call.principal).toBeUndefined();
    }
  });

  it("is nobody's promise of another realm either, and is somebody's", async () => {
    const promiseOf = (principal: Principal | undefined) =>
      // biome-ignore lint/suspicious/noThenProperty: that is what it is about.
      ({ then: (resolve: (value: typeof principal) => void) => resolve(principal) }) as Promise<
        typeof principal
      >;
    const call = begin(authenticate(() => promiseOf(undefined)));
    await expect(call.ended).rejects.toMatchObject({ reason: "TOKEN_MISSING" });
    expect(call.proceed).not.toHaveBeenCalled();
    const known = begin(authenticate(() => promiseOf({ name: "ada" })));
    known.finish();
    await known.ended;
    expect(known.proceed).toHaveBeenCalledOnce();
  });

  it("is told why by the authenticator, at once or later, and without a challenge that would not help", async () => {
    const own = new ServiceError("UNAVAILABLE", "The directory is out of reach");
    for (const fail of [
      () => {
        throw own;
      },
      () => Promise.reject(own),
    ]) {
      const call = begin(authenticate(fail));
      await expect(call.ended).rejects.toBe(own);
      expect(call.proceed).not.toHaveBeenCalled();
      expect(call.challenge()).toBeUndefined();
    }
  });
});

describe("who expires", () => {
  const until = (expiresAt: number) => authenticate(() => ({ name: "ada", expiresAt }));

  it("is let in until then, and refused from then on", async () => {
    expect(begin(until(Date.now() + 1)).proceed).toHaveBeenCalled();
    const late = begin(until(Date.now()));
    await expect(late.ended).rejects.toMatchObject({ reason: "TOKEN_EXPIRED" });
    expect(late.challenge()).toContain('error="invalid_token"');
  });

  it("has a stream that ends then, and not before", () => {
    const { call } = begin(until(Date.now() + 5_000), { method: watchUsers });
    vi.advanceTimersByTime(4_999);
    expect(call.cancelReason).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(call.cancelReason).toEqual(unauthenticated("TOKEN_EXPIRED"));
  });

  it("needs no timer once its streams have ended, and one for all while they have not", async () => {
    const middleware = until(Date.now() + 5_000);
    const calls = [1, 2, 3].map(() => begin(middleware, { method: watchUsers }));
    expect(vi.getTimerCount()).toBe(1);
    for (const { finish } of calls) finish();
    await Promise.all(calls.map(({ ended }) => ended));
    vi.advanceTimersByTime(10_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(calls.map(({ call }) => call.cancelReason)).toEqual([undefined, undefined, undefined]);
  });

  it("has unary calls that are let finish", () => {
    const { call } = begin(until(Date.now() + 5_000));
    vi.advanceTimersByTime(10_000);
    expect(call.cancelReason).toBeUndefined();
  });

  it("has time that is told from when it was found, not from when it was asked for", async () => {
    const slow = authenticate(async () => {
      const expiresAt = Date.now() + 1_000;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return { name: "ada", expiresAt };
    });
    const { ended, proceed } = begin(slow);
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(ended).rejects.toMatchObject({ reason: "TOKEN_EXPIRED" });
    expect(proceed).not.toHaveBeenCalled();
  });
});

describe("what is exempt", () => {
  const getUser = UserService.method.getUser;

  it("is a method, and no other of its service", async () => {
    const middleware = authenticate(() => undefined, { exempt: [getUser] });
    expect(begin(middleware).proceed).toHaveBeenCalled();
    const other = begin(middleware, { method: UserService.method.getUserByEmail });
    await expect(other.ended).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("is a service, and no other", async () => {
    const healthOnly = authenticate(() => undefined, { exempt: [Health] });
    await expect(begin(healthOnly).ended).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const users = authenticate(() => undefined, { exempt: [UserService] });
    expect(begin(users, { method: watchUsers }).proceed).toHaveBeenCalled();
  });

  it("is not the same method of a service under another name", async () => {
    const { method } = UnversionedUserService;
    const middleware = authenticate(() => undefined, { exempt: [method.getUser] });
    await expect(begin(middleware).ended).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("has no principal, and asks for none", () => {
    const authenticator = vi.fn(() => ({ name: "ada" }));
    const { call } = begin(authenticate(authenticator, { exempt: [getUser] }));
    expect(call.principal).toBeUndefined();
    expect(authenticator).not.toHaveBeenCalled();
  });
});

it.each([
  [undefined, undefined],
  ["secret", "secret"],
  ["Bearer secret", "secret"],
  ["bEARER   secret", "secret"],
  ["Bearer", "Bearer"],
  ["Basic secret", "Basic secret"],
])("finds the token in %j: %j", (authorization, token) => {
  const requestHeaders = new Headers(authorization === undefined ? {} : { authorization });
  expect(bearerToken({ requestHeaders })).toBe(token);
});

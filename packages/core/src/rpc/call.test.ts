import { afterEach, expect, it, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { callCancelled, deadlineExceeded, ServerCall } from "./call.ts";

afterEach(() => void vi.useRealTimers());

function callWith(deadline?: number): ServerCall {
  return new ServerCall(UserService.method.getUser, {
    transport: "test",
    peer: "192.0.2.1",
    requestHeaders: new Headers({ "x-name": "Ada" }),
    deadline,
  });
}

it("tells what its transport knows", () => {
  const call = callWith(7);
  expect(call).toMatchObject({ transport: "test", peer: "192.0.2.1", deadline: 7 });
  expect(call.requestHeaders.get("x-name")).toBe("Ada");
  expect(call.method).toBe(UserService.method.getUser);
});

it("makes its id, signal, headers and trailers once", () => {
  const call = callWith();
  expect(call.responseHeadersIfAny).toBeUndefined();
  expect(call.responseTrailersIfAny).toBeUndefined();
  expect(call.id).toBe(call.id);
  expect(call.id).not.toBe(callWith().id);
  expect(call.signal).toBe(call.signal);
  expect(call.responseHeaders).toBe(call.responseHeaders);
  expect(call.responseHeadersIfAny).toBe(call.responseHeaders);
  expect(call.responseTrailers).toBe(call.responseTrailers);
  expect(call.responseTrailersIfAny).toBe(call.responseTrailers);
});

it("is cancelled once, by the first reason, whenever its signal is asked for", () => {
  const call = callWith();
  const heard = vi.fn();
  call.onCancel = heard;
  const { signal } = call;
  const [first, second] = [callCancelled(), deadlineExceeded()];
  call.cancel(first);
  call.cancel(second);
  expect(call.cancelReason).toBe(first);
  expect(signal.reason).toBe(first);
  expect(heard.mock.calls).toEqual([[first]]);
  const late = callWith();
  late.cancel(first);
  expect(late.signal.reason).toBe(first);
  expect(callWith().signal.aborted).toBe(false);
});

it("ends with the deadline when its caller gave up then, else as cancelled", () => {
  vi.useFakeTimers({ now: 1_000 });
  const codeAt = (deadline?: number) => {
    const call = callWith(deadline);
    call.callerGone();
    const { code, reason, message } = call.cancelReason ?? {};
    expect(reason).toBe(code);
    return [code, message];
  };
  expect(codeAt()).toEqual(["CANCELLED", "Call cancelled"]);
  expect(codeAt(1_001)).toEqual(["CANCELLED", "Call cancelled"]);
  expect(codeAt(1_000)).toEqual(["DEADLINE_EXCEEDED", "Deadline exceeded"]);
  expect(codeAt(999)).toEqual(["DEADLINE_EXCEEDED", "Deadline exceeded"]);
});

it("lets a handler ask for its headers where nobody sends them", () => {
  const call = callWith();
  expect(() => call.sendHeaders()).not.toThrow();
  const sent = vi.fn();
  call.onSendHeaders = sent;
  call.sendHeaders();
  expect(sent).toHaveBeenCalledOnce();
});

import { expect, it } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../rpc/call.ts";
import { ServiceError } from "../rpc/service-error.ts";
import { type CallRecord, logCalls } from "./log-calls.ts";

function start(requestHeaders: Record<string, string> = {}) {
  const call = new ServerCall(UserService.method.getUser, {
    transport: "test",
    peer: "192.0.2.1",
    requestHeaders: new Headers(requestHeaders),
    deadline: undefined,
  });
  const records: CallRecord[] = [];
  return { call, records, middleware: logCalls((record) => records.push(record)) };
}

it("records a call that went well", async () => {
  const { call, records, middleware } = start();
  call.principal = { name: "ada" };
  await middleware(call, async () => {
    call.messagesReceived = 3;
    call.messagesSent = 2;
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
  expect(records).toEqual([
    {
      method: "userservice.v1.UserService/GetUser",
      transport: "test",
      peer: "192.0.2.1",
      principal: "ada",
      status: "OK",
      durationMs: expect.any(Number),
      messagesReceived: 3,
      messagesSent: 2,
      traceParent: undefined,
      error: undefined,
    },
  ]);
  expect(records[0]?.durationMs).toBeGreaterThan(3);
  expect(records[0]?.durationMs).toBeLessThan(5_000);
});

it("records the error of a call, and passes it on as it was", async () => {
  const { call, records, middleware } = start();
  const error = new ServiceError("ABORTED", "enough");
  await expect(middleware(call, () => Promise.reject(error))).rejects.toBe(error);
  expect(records).toMatchObject([{ status: "ABORTED", principal: undefined }]);
  expect(records[0]?.error).toBe(error);
});

it("records the span that the caller says it is in", async () => {
  const [traceId, spanId] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
  const { call, records, middleware } = start({ traceparent: `00-${traceId}-${spanId}-01` });
  await middleware(call, async () => {});
  expect(records).toMatchObject([{ traceParent: { traceId, spanId } }]);
});

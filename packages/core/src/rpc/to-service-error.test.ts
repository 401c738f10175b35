import { expect, it } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "./call.ts";
import { ServiceError } from "./service-error.ts";
import { toServiceError } from "./to-service-error.ts";

const call = new ServerCall(UserService.method.getUser, {
  transport: "test",
  peer: "test",
  requestHeaders: new Headers(),
  deadline: undefined,
});

it("leaves a service error alone", () => {
  const error = new ServiceError("ABORTED", "enough");
  expect(toServiceError(error, call)).toBe(error);
  const internal = new ServiceError("INTERNAL", "broken", { requestId: "call-1" });
  expect(toServiceError(internal, call)).toBe(internal);
});

it("makes INTERNAL with the call's id of anything else, and keeps the cause for the log", () => {
  const fault = new TypeError("secret");
  const made = {
    code: "INTERNAL",
    message: "Internal error",
    reason: "INTERNAL",
    requestId: call.id,
  };
  expect(toServiceError(fault, call)).toMatchObject({ ...made, cause: fault });
  expect(toServiceError("thrown text", call)).toMatchObject({ ...made, cause: "thrown text" });
});

it.each(["Bearer a-token-of-mine", "Bearer   a-token-of-mine", "a-token-of-mine"])(
  "keeps the token of a call with %j out of what its caller and the log are told",
  (authorization) => {
    const requestHeaders = new Headers({ authorization });
    const source = { transport: "test", peer: "test", requestHeaders, deadline: undefined };
    const own = new ServerCall(UserService.method.getUser, source);
    const error = new ServiceError("ABORTED", "no session a-token-of-mine");
    expect(toServiceError(error, own).message).toBe("[withheld: it held a secret]");
  },
);

it("gives an INTERNAL without an id the call's, and keeps what led to it", () => {
  const cause = new Error("why");
  const error = new ServiceError("INTERNAL", "broken", { cause });
  expect(toServiceError(error, call)).toMatchObject({ requestId: call.id, cause });
  const bare = new ServiceError("INTERNAL", "broken");
  expect(toServiceError(bare, call)).toMatchObject({ message: "Internal error", cause: bare });
});

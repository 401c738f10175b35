import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../rpc/call.ts";
import { createAttemptLimit } from "./attempt-limit.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const source = { transport: "t", peer: "p", requestHeaders: new Headers(), deadline: undefined };
const call = new ServerCall(UserService.method.verifyPassword, source);

it("lets as many more try as come with each minute, for an email and for a peer", async () => {
  const email = createAttemptLimit({ perEmail: { burst: 1, perMinute: 30 } });
  const ada = { emailKey: "ada@example.com", peer: "p" };
  expect([email.take(ada, call), email.take(ada, call)]).toEqual([0, 2_000]);
  vi.advanceTimersByTime(2_000);
  expect(email.take(ada, call)).toBe(0);
  const peer = createAttemptLimit({ perPeer: { burst: 1, perMinute: 60 } });
  const bob = { emailKey: "bob@example.com", peer: "p" };
  expect([peer.take(ada, call), peer.take(bob, call)]).toEqual([0, 1_000]);
});

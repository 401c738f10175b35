import { vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import type { PeerCertificate } from "../rpc/peer-certificate.ts";

interface CallOf {
  readonly method?: (typeof UserService.method)[keyof typeof UserService.method];
  readonly authorization?: string;
  readonly peerCertificate?: PeerCertificate;
}

/** Begins a call whose rest the test ends. */
export function begin(
  middleware: Middleware,
  { method, authorization, peerCertificate }: CallOf = {},
) {
  const call = new ServerCall(method ?? UserService.method.getUser, {
    transport: "test",
    peer: "test",
    peerCertificate,
    requestHeaders: new Headers(authorization === undefined ? {} : { authorization }),
    deadline: undefined,
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  const proceed = vi.fn(() => promise);
  const ended = middleware(call, proceed);
  ended.catch(() => {});
  const challenge = () => call.responseHeadersIfAny?.get("www-authenticate");
  return { call, proceed, finish: resolve, ended, challenge };
}

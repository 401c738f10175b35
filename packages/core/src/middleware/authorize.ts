import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { Principal } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { ServiceError } from "../rpc/service-error.ts";

/**
 * Whether somebody may make a call. Throws a `ServiceError` to say no in its
 * own words.
 *
 * @param principal as the authenticator found; `undefined` if none was asked.
 * @param method the RPC: `method.name` is `DeleteUser`.
 * @param request the one request of a unary or server streaming call. A stream
 *   of requests is asked about once without one, before any is read, and then
 *   with each.
 */
export type AuthorizationRule = (
  principal: Principal | undefined,
  method: DescMethod,
  request: Message | undefined,
) => boolean | Promise<boolean>;

/**
 * Lets the rule say who may do what: `false` is PERMISSION_DENIED, before the
 * handler sees the request. List it after the authenticator.
 *
 * @example
 * authorize((principal, method, request) => {
 *   if (isMessage(request, DeleteUserRequestSchema)) return principal?.name === "admin";
 *   return true;
 * });
 */
export function authorize(rule: AuthorizationRule): Middleware {
  return (call, proceed) => {
    const { method } = call;
    const ask = async (request: Message | undefined): Promise<void> => {
      // Not whatever is true: a rule that forgets its answer allows nothing.
      if ((await rule(call.principal, method, request)) !== true) throw permissionDenied();
    };
    call.guardRequests(ask);
    const single = method.methodKind === "unary" || method.methodKind === "server_streaming";
    return single ? proceed() : ask(undefined).then(proceed);
  };
}

/** PERMISSION_DENIED; with the scope that would be needed if one would do. */
export function permissionDenied(scope?: string): ServiceError {
  if (scope === undefined) {
    return new ServiceError("PERMISSION_DENIED", "Permission denied", {
      reason: "PERMISSION_DENIED",
    });
  }
  return new ServiceError("PERMISSION_DENIED", `The scope ${scope} is needed`, {
    reason: "SCOPE_MISSING",
    metadata: { scope },
  });
}

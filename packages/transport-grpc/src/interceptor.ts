import { ServerInterceptingCall, type ServerInterceptor } from "@grpc/grpc-js";
import { boundMethods } from "./bound-methods.ts";
import { serveCall } from "./serve-call.ts";

/**
 * Gives calls of methods added with `addServices` the short way; others pass.
 * Interceptors listed before it see those calls too, ones after it do not.
 *
 * @example
 * new Server({ interceptors: [serviceInterceptor] });
 */
export const serviceInterceptor: ServerInterceptor = (definition, call) => {
  const method = boundMethods.get(definition.requestDeserialize);
  if (method === undefined) return new ServerInterceptingCall(call);
  // `next` would lead on to grpc-js's own stream for the call.
  return new ServerInterceptingCall(call, { start: (_next) => serveCall(method, call) });
};

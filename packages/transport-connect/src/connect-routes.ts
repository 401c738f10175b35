import type { DescService, Message } from "@bufbuild/protobuf";
import {
  type ConnectRouter,
  type ConnectRouterOptions,
  type ContextKey,
  createContextKey,
  type HandlerContext,
  type ServiceImpl,
} from "@connectrpc/connect";
import { type BoundMethod, type BoundService, noResponse } from "@org/user-core";
import { type ConnectCall, startConnectCall } from "./connect-call.ts";
import { defaultMaxMessageBytes } from "./route.ts";
import { connectErrorOf } from "./status.ts";

type RequestGate = NonNullable<ConnectRouterOptions["requestGate"]>;

/** Options of {@link connectRoutes}, and any of a `ConnectRouter`, for these services alone. */
export interface ConnectRoutesOptions extends Partial<ConnectRouterOptions> {
  /** Largest request message, after decompression. Default: 4 MiB. */
  readonly maxMessageBytes?: number;
}

/**
 * Routes for a `ConnectRouter` of your own. Authentication and all other
 * middleware run before a body is read.
 *
 * @example
 * fastify.register(fastifyConnectPlugin, {
 *   routes: connectRoutes(createUserService({ store }).services),
 * });
 */
export function connectRoutes(
  services: readonly BoundService[],
  options: ConnectRoutesOptions = {},
): (router: ConnectRouter) => ConnectRouter {
  const { maxMessageBytes = defaultMaxMessageBytes, requestGate, ...others } = options;
  const gate = createGate(services, requestGate);
  // As everywhere else here: a few MB of unknown fields become hundreds.
  const binaryOptions = { readUnknownFields: false, ...others.binaryOptions };
  return (router) => {
    for (const service of services) {
      const limits = { readMaxBytes: maxMessageBytes, requestGate: gate };
      const routerOptions = { ...others, ...limits, binaryOptions };
      router.service(service.descriptor, implementationOf(service), routerOptions);
    }
    return router;
  };
}

/** What Connect-ES asks before it reads a body: whether all middleware has proceeded. */
function createGate(
  services: readonly BoundService[],
  before?: RequestGate,
): (context: HandlerContext) => Promise<void> {
  const methods = new Map(
    services.flatMap((service) => service.methods.map((each) => [each.descriptor, each] as const)),
  );
  return async (context) => {
    await before?.(context);
    const method = methods.get(context.method);
    if (method === undefined) return;
    const call = startConnectCall(method, context);
    context.values.set(callKey, call);
    await call.admitted;
  };
}

/** A service's handlers as Connect-ES calls them. */
function implementationOf(service: BoundService): ServiceImpl<DescService> {
  const methodsByName = service.methods.map((each) => [each.descriptor.localName, implement(each)]);
  // The descriptor's own list of methods is what the type maps over.
  return Object.fromEntries(methodsByName);
}

/** The call that the gate has started, for the implementation that it lets in. */
const callKey: ContextKey<ConnectCall | undefined> = createContextKey(undefined as never, {
  description: "call",
});

function implement(method: BoundMethod) {
  return implementations[method.descriptor.methodKind](method);
}

function callOf(method: BoundMethod, context: HandlerContext): ConnectCall {
  return context.values.get(callKey) ?? startConnectCall(method, context);
}

const implementations = {
  unary: (method: BoundMethod) => (request: Message, context: HandlerContext) => {
    const call = callOf(method, context);
    call.give(request);
    return onlyOne(call.responses);
  },
  server_streaming: (method: BoundMethod) => (request: Message, context: HandlerContext) => {
    const call = callOf(method, context);
    call.give(request);
    return call.responses;
  },
  client_streaming:
    (method: BoundMethod) => (requests: AsyncIterable<Message>, context: HandlerContext) => {
      const call = callOf(method, context);
      call.giveAll(requests);
      return onlyOne(call.responses);
    },
  bidi_streaming:
    (method: BoundMethod) => (requests: AsyncIterable<Message>, context: HandlerContext) => {
      const call = callOf(method, context);
      call.giveAll(requests);
      return call.responses;
    },
};

async function onlyOne(responses: AsyncIterable<Message>): Promise<Message> {
  let response: Message | undefined;
  for await (const message of responses) response = message;
  if (response !== undefined) return response;
  throw connectErrorOf(noResponse(), undefined);
}

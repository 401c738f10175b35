import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { Admission } from "./admission.ts";
import type { ServerCall } from "./call.ts";
import { createDeadlines, type Deadlines } from "./deadlines.ts";
import type { Handlers } from "./handlers.ts";
import { type CallIO, runHandler } from "./invoke.ts";
import { compose, type Middleware } from "./middleware.ts";
import type { SecretsOf } from "./request-guard.ts";

/** A service with its handlers and middleware, as transports take it. */
export interface BoundService {
  readonly descriptor: DescService;
  /** One for each RPC of the descriptor, in its order. */
  readonly methods: readonly BoundMethod[];
}

/** One RPC of a bound service. Call it with `invoke`. */
export interface BoundMethod {
  readonly descriptor: DescMethod;
  /** A unary call ends after this many milliseconds at most. */
  readonly unaryTimeoutMs: number;
  /** Ends its calls when their time has come. */
  readonly deadlines: Deadlines;
  /** Middleware and handler as one function. */
  readonly run: (call: ServerCall, io: CallIO) => Promise<void>;
  /** Asked before anything is made of a unary call, by transports over a wire; `undefined` if nobody is. */
  readonly admit: Admission | undefined;
}

/** Options of {@link bind}. */
export interface BindOptions {
  /** Round every call, first listed outermost. Default: none. */
  readonly middleware?: readonly Middleware[];
  /** Which unary calls are refused before anything is made of them. Default: none. */
  readonly admit?: Admission;
  /**
   * A unary call ends after this many milliseconds at most, also if the client
   * sets no deadline. Default: 30,000.
   */
  readonly unaryTimeoutMs?: number;
  /**
   * A stream of requests ends with DEADLINE_EXCEEDED when none came for this
   * many milliseconds although there was room for one, and a server stream when
   * its one request did not. Default: 60,000.
   */
  readonly requestIdleMs?: number;
  /**
   * The secret texts of a request, which are withheld from what its guards, and
   * the handler of a single request, throw: see `withholdSecrets`. Default: none.
   */
  readonly secretsOf?: SecretsOf;
}

/** Binds a service's handlers to its descriptor, for any transport to serve. */
export function bind<S extends DescService>(
  descriptor: S,
  handlers: Handlers<S>,
  options: BindOptions = {},
): BoundService {
  const { middleware = [], unaryTimeoutMs = 30_000, requestIdleMs = 60_000 } = options;
  const { secretsOf = noSecrets, admit } = options;
  const deadlines = createDeadlines();
  const methods = descriptor.methods.map((method) => {
    const handler: unknown = handlers[method.localName as keyof S["method"]];
    if (typeof handler !== "function") {
      throw new TypeError(`${descriptor.typeName} has no handler for ${method.localName}`);
    }
    const run = compose(middleware, runHandler(method, handler, { requestIdleMs, secretsOf }));
    const asked = method.methodKind === "unary" ? admit : undefined;
    return { descriptor: method, unaryTimeoutMs, deadlines, run, admit: asked };
  });
  return { descriptor, methods };
}

const noSecrets: SecretsOf = () => [];

import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { Call, Principal } from "../rpc/call.ts";
import { createDeadlines } from "../rpc/deadlines.ts";
import { methodName } from "../rpc/method-name.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { isServiceError } from "../rpc/service-error.ts";
import { challenges, unauthenticated } from "./unauthenticated.ts";

/**
 * Finds who calls, from the call's headers, its peer or its certificate;
 * `undefined` for nobody it knows. Throws a `ServiceError` to say why itself.
 */
export type Authenticator = (call: Call) => Principal | undefined | Promise<Principal | undefined>;

/** Options of {@link authenticate}. */
export interface AuthenticateOptions {
  /**
   * Services and methods that anybody may call; they have no principal. A
   * service under another name is another one. Default: none. Health needs no
   * exemption: it is a service of its own, bound without this middleware.
   */
  readonly exempt?: readonly (DescService | DescMethod)[];
}

/**
 * Lets in calls of those whom the authenticator knows, and sets the call's
 * principal; others get UNAUTHENTICATED before any message is read. Of several
 * authenticators the first that knows the caller counts.
 *
 * A principal that has expired is refused, and a stream still under way when it
 * expires ends with UNAUTHENTICATED, reason TOKEN_EXPIRED: `watchUser` and
 * `watchUsers` then go on with the headers they are given anew. Unary calls have
 * a deadline anyway, and are let finish.
 *
 * @example
 * authenticate(async (call) => {
 *   const session = await sessions.find(call.requestHeaders.get("x-session"));
 *   return session && { name: session.user, expiresAt: session.expiresAt };
 * });
 */
export function authenticate(
  authenticator: Authenticator | readonly Authenticator[],
  { exempt = [] }: AuthenticateOptions = {},
): Middleware {
  const ask = typeof authenticator === "function" ? authenticator : firstOf(authenticator);
  const isExempt = exemption(exempt);
  const expiries = createDeadlines({
    timeOf: (call) => call.principal?.expiresAt,
    error: () => unauthenticated("TOKEN_EXPIRED"),
  });

  async function enterLater(
    call: Call,
    found: Promise<Principal | undefined>,
    proceed: () => Promise<void>,
  ): Promise<void> {
    try {
      admit(call, await found);
    } catch (error) {
      throw challenged(call, error);
    }
    await goOn(call, proceed);
  }

  function goOn(call: Call, proceed: () => Promise<void>): Promise<void> {
    const endless = call.method.methodKind !== "unary";
    return endless && call.principal?.expiresAt !== undefined
      ? untilExpiry(call, proceed)
      : proceed();
  }

  async function untilExpiry(call: Call, proceed: () => Promise<void>): Promise<void> {
    expiries.add(call);
    try {
      await proceed();
    } finally {
      expiries.remove(call);
    }
  }

  return (call, proceed) => {
    if (isExempt(call.method)) return proceed();
    try {
      const found = ask(call);
      if (isPromise(found)) return enterLater(call, found, proceed);
      admit(call, found);
    } catch (error) {
      return Promise.reject(challenged(call, error));
    }
    return goOn(call, proceed);
  };
}

function firstOf(authenticators: readonly Authenticator[]): Authenticator {
  const [only, ...others] = authenticators;
  if (only !== undefined && others.length === 0) return only;
  return async (call) => {
    for (const authenticator of authenticators) {
      const principal = await authenticator(call);
      if (principal) return principal;
    }
    return undefined;
  };
}

function exemption(exempt: readonly (DescService | DescMethod)[]): (method: DescMethod) => boolean {
  const services = new Set<string>();
  const methods = new Set<string>();
  for (const each of exempt) {
    if (each.kind === "service") services.add(each.typeName);
    else methods.add(methodName(each));
  }
  if (exempt.length === 0) return () => false;
  return (method) => services.has(method.parent.typeName) || methods.has(methodName(method));
}

/** Sets the call's principal. Throws if it is not to be let in: whatever is no principal is nobody. */
function admit(call: Call, principal: Principal | undefined): void {
  if (!principal || !isNamed(principal)) {
    const asked = call.requestHeaders.get("authorization") !== null;
    throw unauthenticated(asked ? "TOKEN_INVALID" : "TOKEN_MISSING");
  }
  const { expiresAt } = principal;
  // Not `<=`: a time that is no number has passed.
  if (expiresAt !== undefined && !(expiresAt > Date.now())) throw unauthenticated("TOKEN_EXPIRED");
  call.principal = principal;
}

/** Not by its type alone: names and scopes are often claims, which may be missing or something else. */
function isNamed({ name, scopes }: Principal): boolean {
  const hasName = typeof name === "string" && name !== "";
  return hasName && (scopes === undefined || Array.isArray(scopes));
}

/**
 * The error, and in the response's headers what would mend it, as HTTP's status
 * 401 wants it. Not for streams: their status is 200, and headers of their own
 * would say that they have begun.
 */
function challenged(call: Call, error: unknown): unknown {
  if (call.method.methodKind !== "unary" || !isServiceError(error)) return error;
  const challenge = challenges.get(error.reason);
  if (challenge !== undefined) call.responseHeaders.set("www-authenticate", challenge);
  return error;
}

/** Not by its class: it may be another realm's, and taken for a principal it would let everybody in. */
function isPromise(found: ReturnType<Authenticator>): found is Promise<Principal | undefined> {
  return typeof found === "object" && found !== null && "then" in found;
}

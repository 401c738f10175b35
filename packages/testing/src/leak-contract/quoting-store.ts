import { ServiceError, type UserStore } from "@org/user-core";
import { printed } from "./printed.ts";

/** What a driver says, which is for nobody but the log. */
export const driverText = "canary-driver-text";

/** An error that quotes what its thrower was working on, as drivers and libraries do. */
export function quotingError(...quoted: readonly unknown[]): Error {
  const text = `${driverText}: failing row contains ${printed(quoted)}`;
  const error = new Error(text, { cause: new TypeError(text) });
  return Object.assign(error, { code: "23502", detail: text, parameters: quoted });
}

/** The same as a `ServiceError`: of somebody who took the driver's words for his own. */
export function quotingServiceError(...quoted: readonly unknown[]): ServiceError {
  return new ServiceError("UNAVAILABLE", `It failed for ${printed(quoted)}`, {
    metadata: { quoted: printed(quoted) },
    fieldViolations: [{ field: "row", description: printed(quoted) }],
    cause: quotingError(...quoted),
  });
}

/** What a store is not asked for a call. */
const untouched = new Set<string | symbol>(["close", "onHint", "secret", "migrate", "check"]);

/**
 * The same store, whose operations fail and quote what they were given: before
 * anything is done, or after it, with what was found.
 */
export function quotingStore(
  store: UserStore,
  when: "before" | "after",
  fail: (...quoted: readonly unknown[]) => Error,
): UserStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function" || untouched.has(name)) return member;
      return async (...args: readonly unknown[]) => {
        const bound = args.filter((arg) => !isCaller(arg));
        if (when === "before") throw fail(...bound);
        throw fail(...bound, await Reflect.apply(member, target, args));
      };
    },
  });
}

/** Of whoever waits for an operation a driver knows nothing. */
function isCaller(argument: unknown): boolean {
  return typeof argument === "object" && argument !== null && "signal" in argument;
}

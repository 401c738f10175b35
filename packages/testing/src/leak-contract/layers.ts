import {
  authenticate,
  authorize,
  bearerToken,
  createDrain,
  limitCalls,
  limitRate,
  type Middleware,
  type PasswordHasher,
  requireScopes,
  tokenAuthenticator,
  type UserStore,
  userScopes,
} from "@org/user-core";
import { canaries } from "./canaries.ts";
import { quotingError, quotingServiceError, quotingStore } from "./quoting-store.ts";

/** What a service is made of, of which a part fails and quotes what it was given. */
export interface Layers {
  readonly store?: (store: UserStore) => UserStore;
  readonly hasher?: (hasher: PasswordHasher) => PasswordHasher;
  /** Between the log and the authenticator. */
  readonly outer?: Middleware;
  /** Inside of the authenticator. */
  readonly inner?: Middleware;
  /** Of the log, when it has a record. */
  readonly onRecord?: () => void;
}

/** What the log shows of a layer that has quoted a secret: the test has tried something. */
export const shownInLog = "[withheld: it held a secret]";

type Fail = typeof quotingError;

const failingHasher = (fail: Fail) => (): PasswordHasher => ({
  hash: (password) => Promise.reject(fail(password)),
  verify: (password, hash) => Promise.reject(fail(password, hash)),
});

const failingCheck =
  (fail: Fail) =>
  (hasher: PasswordHasher): PasswordHasher => ({
    ...hasher,
    verify: (password, hash) => Promise.reject(fail(password, hash)),
  });

const failingAuthenticator = (fail: Fail): Middleware =>
  authenticate((call) => Promise.reject(fail(bearerToken(call))));

const failingRule = (fail: Fail): Middleware =>
  authorize((_principal, _method, request) => {
    if (request === undefined) return true;
    throw fail(request);
  });

/** A handler's error that a middleware has seen, and tells with the headers beside it. */
const tellingMiddleware =
  (fail: Fail): Middleware =>
  async (call, proceed) => {
    await proceed();
    throw fail(call.requestHeaders.get("authorization"), call.principal, call.peer);
  };

function withEveryError(name: string, layers: (fail: Fail) => Layers): [string, Layers][] {
  return [
    [`${name} that throws`, layers(quotingError)],
    [`${name} that throws a service error`, layers(quotingServiceError)],
  ];
}

/** Each part of a service that may fail, failing with what it knows in its words. */
export const failingLayers: readonly (readonly [string, Layers])[] = [
  ...withEveryError("a store", (fail) => ({
    store: (store) => quotingStore(store, "before", fail),
  })),
  ...withEveryError("a store, after its work,", (fail) => ({
    store: (store) => quotingStore(store, "after", fail),
  })),
  ...withEveryError("a hasher", (fail) => ({ hasher: failingHasher(fail) })),
  ...withEveryError("a hasher, at a check,", (fail) => ({ hasher: failingCheck(fail) })),
  ...withEveryError("an authenticator", (fail) => ({ outer: failingAuthenticator(fail) })),
  ...withEveryError("a rule", (fail) => ({ inner: failingRule(fail) })),
  ...withEveryError("a middleware", (fail) => ({ inner: tellingMiddleware(fail) })),
  [
    "a log that throws",
    {
      onRecord() {
        throw quotingError();
      },
    },
  ],
];

/** Every middleware of core in its place, one inside the other. */
export function everyMiddleware({ outer, inner }: Layers): Middleware[] {
  const scopes = [...new Set(Object.values(userScopes))].filter((scope) => scope !== undefined);
  const principal = { name: "canary keeper", scopes };
  const tokens = tokenAuthenticator([{ token: canaries.bearerToken, principal }]);
  return [
    createDrain().middleware,
    ...(outer ? [outer] : []),
    authenticate([tokens]),
    limitRate({ perSecond: 100_000 }),
    limitCalls(),
    requireScopes(userScopes),
    ...(inner ? [inner] : []),
  ];
}

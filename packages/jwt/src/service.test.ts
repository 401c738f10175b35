import { inspect } from "node:util";
import {
  type Call,
  type CallRecord,
  createInProcessClient,
  createMemoryStore,
  createUserService,
  logCalls,
  type Middleware,
  requireScopes,
  UserService,
  userScopes,
  watchUser,
} from "@org/user-core";
import { failureOf } from "@org/user-testing";
import { expect, it } from "vitest";
import { jwtAuthentication } from "./jwt-authentication.ts";
import { audience, createKey, issuer, sign } from "./tokens.fixture.ts";

const [ours, theirs] = await Promise.all([createKey("ours"), createKey("theirs")]);
const authentication = jwtAuthentication({
  keys: ours.publicKey,
  algorithms: ["ES256"],
  issuer,
  audience,
  clockToleranceSeconds: 0,
});

function clientOf(...middleware: readonly Middleware[]) {
  const store = createMemoryStore();
  const { services } = createUserService({ store, middleware });
  return createInProcessClient(UserService, services);
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ada = { email: "ada@example.com", name: "Ada" };

it("lets a token do what its scopes say, and no more", async () => {
  const users = clientOf(authentication, requireScopes(userScopes));
  const read = { headers: bearer(await sign(ours, { scope: "users:read" })) };
  const write = { headers: bearer(await sign(ours, { scope: "users:write" })) };
  expect(await users.listUsers({}, read)).toMatchObject({ total: 0 });
  expect(await users.createUser(ada, write)).toMatchObject(ada);
  const missing = { code: "PERMISSION_DENIED", reason: "SCOPE_MISSING" };
  expect(await failureOf(users.createUser(ada, read))).toMatchObject(missing);
  expect(await failureOf(users.listUsers({}, write))).toMatchObject(missing);
});

it("goes on with a watch when its token has expired, with a fresh one", async () => {
  const users = clientOf(authentication);
  const always = { headers: bearer(await sign(ours)) };
  const { id } = await users.createUser(ada, always);
  let current = await sign(ours, { exp: Date.now() / 1_000 + 0.3 });
  const next = await sign(ours);
  const interrupted = Promise.withResolvers<string>();
  const watch = watchUser(users, id, {
    afterRevision: 1n,
    headers: () => bearer(current),
    firstPauseMs: 1,
    onInterrupted({ error }) {
      interrupted.resolve(error.reason);
      current = next;
    },
  })[Symbol.asyncIterator]();
  const first = watch.next();
  await users.updateUser({ user: { id, name: "B" } }, always);
  expect((await first).value).toMatchObject({ newValue: "B" });
  const second = watch.next();
  expect(await interrupted.promise).toBe("TOKEN_EXPIRED");
  await users.updateUser({ user: { id, name: "C" } }, always);
  expect((await second).value).toMatchObject({ newValue: "C" });
  await watch.return?.();
});

it("shows nothing of a token in errors, logs and whatever is inspected", async () => {
  const shown: unknown[] = [];
  const records: CallRecord[] = [];
  const calls: Call[] = [];
  const remember: Middleware = (call, proceed) => {
    calls.push(call);
    return proceed();
  };
  const users = clientOf(
    logCalls((record) => records.push(record)),
    remember,
    authentication,
  );
  const canary = "canary-7f3a";
  const tokens = [
    await sign(ours, { secret: canary }),
    await sign(theirs, { secret: canary }),
    await sign(ours, { secret: canary, exp: 1 }),
    await sign(ours, { secret: canary, aud: "mail" }),
    await sign(ours, { secret: canary, iss: canary }),
    await sign(ours, { secret: canary, nbf: 9_999_999_999 }),
    `${canary}.${canary}.${canary}`,
  ];
  for (const token of tokens) {
    const headers = bearer(token);
    await users.listUsers({}, { headers }).catch((error) => shown.push(error, error.stack));
  }
  expect(records.map(({ status }) => status)).toEqual([
    "OK",
    ...tokens.slice(1).map(() => "UNAUTHENTICATED"),
  ]);
  const text = inspect([shown, records, calls], { depth: 5, showHidden: true });
  const parts = tokens.flatMap((token) => token.split("."));
  for (const part of [canary, ...parts]) expect(text).not.toContain(part);
});

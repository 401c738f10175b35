import { inspect } from "node:util";
import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  createWebCryptoHasher,
  UserService,
  type UserStore,
} from "@org/user-core";
import { expect, it, onTestFinished } from "vitest";
import { collect, usePropagation } from "./collect.fixture.ts";
import { traceCalls, traceClient, traceStore } from "./index.ts";

usePropagation();

const password = "Canary-password-5b1f0c";
const passwordHash =
  "$pbkdf2-sha256$i=1000$Y2FuYXJ5LXNhbHQ$Y2FuYXJ5LXRhZy1jYW5hcnktdGFnLWNhbmFyeS10YWc";
const token = "canary-token-93ac07e2d1";
const email = "canary@example.com";

/** A store whose writes fail in the words of a driver, which quotes what it was given. */
function quotingStore(store: UserStore): UserStore {
  const fail = (given: unknown) => Promise.reject(new Error(`row ${inspect(given, { depth: 9 })}`));
  return { ...store, replace: fail, credentials: fail };
}

it("no span has a password, a hash, a token or an email, whatever fails and whatever it says", async () => {
  const { options, spans, close } = collect();
  onTestFinished(close);
  const { services } = createUserService({
    store: traceStore(quotingStore(createMemoryStore()), options),
    hasher: createWebCryptoHasher({ iterations: 1_000 }),
    middleware: [
      traceCalls(options),
      (call, proceed) => {
        if (call.method.name !== "ListUsers") return proceed();
        throw new Error(`called with ${call.requestHeaders.get("authorization")}`);
      },
    ],
  });
  const users = createInProcessClient(UserService, services, {
    middleware: [traceClient(options)],
    headers: { authorization: `Bearer ${token}` },
  });
  const user = await users.createUser({ email, name: "Canary", password });
  await users.createUser({ email: "b@example.com", name: "Bob", passwordHash });
  const failing = [
    users.updateUser({ user: { id: user.id }, password, updateMask: { paths: ["password"] } }),
    users.verifyPassword({ email, password }),
    users.listUsers({}),
    users.createUser({ email, name: "again", password }),
    users.createUser({ email: `${email}\u0000`, name: "", password: "short", passwordHash }),
  ];
  const codes = (await Promise.allSettled(failing)).map((result) =>
    result.status === "rejected" ? result.reason.code : "OK",
  );
  expect(codes).toEqual(["INTERNAL", "INTERNAL", "INTERNAL", "ALREADY_EXISTS", "INVALID_ARGUMENT"]);
  const shown = JSON.stringify(
    spans().map(({ name, attributes, status, events, links }) => [
      name,
      attributes,
      status,
      events,
      links,
    ]),
  );
  expect(spans().map(({ name }) => name)).toEqual(
    expect.arrayContaining(["UserStore/replace", "userservice.v1.UserService/VerifyPassword"]),
  );
  for (const secret of [password, passwordHash, token, "canary", "row "]) {
    expect(shown.toLowerCase()).not.toContain(secret.toLowerCase());
  }
});

// What runs in the browser: each check with a client over each protocol. The
// results go back to where the page came from.
import { isServiceError, UserService } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect";

// The one thing of a page that Node's types don't have.
declare const location: { readonly href: string };

const parameters = new URL(location.href).searchParams;
const baseUrl = parameters.get("api") ?? "";
const closedUrl = parameters.get("closed") ?? "";

type Users = ReturnType<typeof connect>;

const protocols = {
  Connect: { protocol: "connect" },
  "Connect in JSON": { protocol: "connect", json: true },
  "gRPC-Web": { protocol: "grpc-web" },
} as const;

function connect(url: string, options: (typeof protocols)[keyof typeof protocols]) {
  return createConnectClient(UserService, { baseUrl: url, ...options, maxAttempts: 1 });
}

const checks: Readonly<Record<string, (users: Users) => Promise<void>>> = {
  async "creates a user and gets it"(users) {
    const { id, email } = await createUser(users);
    equal((await users.getUser({ userId: id })).email, email);
  },
  async "has an error's code, reason and details"(users) {
    const error = await failureOf(users.getUser({ userId: 2_000_000_007 }));
    equal([error.code, error.reason].join(), "NOT_FOUND,USER_NOT_FOUND");
    const invalid = await failureOf(users.createUser({ email: "ada", name: "Ada" }));
    equal(invalid.fieldViolations[0]?.field, "email");
  },
  async "ends a watch by its deadline"(users) {
    const { id } = await createUser(users);
    const error = await failureOf(
      readAll(users.watchUserUpdates({ userId: id }, { timeoutMs: 200 })),
    );
    equal(error.code, "DEADLINE_EXCEEDED");
  },
  async "sees updates while it watches, and the end"(users) {
    const { id } = await createUser(users);
    const watching = Promise.withResolvers<void>();
    const seen = readAll(
      users.watchUserUpdates({ userId: id }, { onHeaders: () => watching.resolve() }),
    );
    await watching.promise;
    await users.updateUser({ user: { id, name: "Bea" } });
    await users.deleteUser({ userId: id });
    equal(
      (await seen).map(({ field, newValue }) => `${field} ${newValue}`).join(),
      "name Bea,deleted true",
    );
  },
  async "leaves a watch"(users) {
    const { id } = await createUser(users);
    const controller = new AbortController();
    const options = { signal: controller.signal, onHeaders: () => controller.abort() };
    const error = await failureOf(readAll(users.watchUserUpdates({ userId: id }, options)));
    equal(error.code, "CANCELLED");
  },
  async "is told that browsers send no streams"(users) {
    const error = await failureOf(users.batchCreateUsers(oneEntry()));
    equal(error.code, "UNIMPLEMENTED");
  },
};

async function* oneEntry() {
  yield { email: freshEmail(), name: "Ada" };
}

function freshEmail(): string {
  return `browser-${crypto.randomUUID()}@example.com`;
}

function createUser(users: Users) {
  return users.createUser({ email: freshEmail(), name: "Ada" });
}

async function readAll<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

async function failureOf(call: Promise<unknown>) {
  const error = await call.then(
    () => new Error("The call did not fail"),
    (failure: unknown) => failure,
  );
  if (isServiceError(error)) return error;
  throw error;
}

function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${expected}, not ${actual}`);
}

/** `undefined` if a check passed, else what was wrong. */
type Results = Record<string, string | null>;

async function runAll(): Promise<Results> {
  const results: Results = {};
  const run = async (name: string, check: () => Promise<void>) => {
    results[name] = await check().then(
      () => null,
      (error: unknown) => `${error}`,
    );
  };
  for (const [protocol, options] of Object.entries(protocols)) {
    const users = connect(baseUrl, options);
    for (const [name, check] of Object.entries(checks)) {
      await run(`${protocol}: ${name}`, () => check(users));
    }
  }
  await run("a server without CORS lets no page of another site call", async () => {
    const error = await failureOf(connect(closedUrl, protocols.Connect).listUsers({}));
    equal(error.code, "UNAVAILABLE");
  });
  return results;
}

await fetch("/results", { method: "POST", body: JSON.stringify(await runAll()) });

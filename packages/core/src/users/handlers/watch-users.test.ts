import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { UserSchema, UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";
import type { UserStore } from "../user-store.ts";

const rarely = { seconds: 3_600n };

it("says that nothing happened only once the log was read to its end, also to who joins others", async () => {
  const memory = createMemoryStore();
  let hint = () => {};
  const store: UserStore = {
    ...memory,
    onHint(listener) {
      hint = listener;
      return () => {};
    },
  };
  const { services } = createUserService({ store, pollIntervalMs: 3_600_000 });
  const users = createInProcessClient(UserService, services);
  const open = (resumeToken: string) =>
    users.watchUsers({ resumeToken, heartbeatInterval: rarely })[Symbol.asyncIterator]();
  const first = open("");
  expect((await first.next()).value?.event.case).toBe("heartbeat");
  await users.createUser({ email: "ada@example.com", name: "Ada" });
  hint();
  const { value: created } = await first.next();
  // Without a hint, the one reader of the log stays where it is.
  await users.createUser({ email: "grace@example.com", name: "Grace" });
  const second = open(created?.resumeToken ?? "");
  const { value: next } = await second.next();
  expect(next?.event).toMatchObject({ case: "created", value: { name: "Grace" } });
  expect((await second.next()).value?.event.case).toBe("heartbeat");
  for (const each of [first, second]) await each.return?.();
});

it("sends a heartbeat at the end that the log had when it was due, whatever is written meanwhile", async () => {
  const memory = createMemoryStore();
  let others = 0;
  const store: UserStore = {
    ...memory,
    // Whoever reads finds one more each time.
    async events(after, limit) {
      others += 1;
      const email = `${others}@example.com`;
      const user = create(UserSchema, { email, name: "Ada", isActive: true, revision: 1n });
      await memory.insert([
        { user, emailKey: email, passwordHash: undefined, requestId: undefined },
      ]);
      return memory.events(after, limit);
    },
  };
  const { services } = createUserService({ store, pollIntervalMs: 3_600_000 });
  const users = createInProcessClient(UserService, services);
  const cases: (string | undefined)[] = [];
  for await (const { event } of users.watchUsers({ heartbeatInterval: rarely })) {
    cases.push(event.case);
    if (event.case === "heartbeat" || cases.length === 20) break;
  }
  expect(cases.at(-1)).toBe("heartbeat");
});

it("gives a user once who is created while the present ones are listed, and is in the log only at the heartbeat", async () => {
  const memory = createMemoryStore();
  const insert = (email: string) =>
    memory.insert([
      {
        user: create(UserSchema, { email, name: "Ada", isActive: true, revision: 1n }),
        emailKey: email,
        passwordHash: undefined,
        requestId: undefined,
      },
    ]);
  const store: UserStore = {
    ...memory,
    // Nobody is told of writes: the log is read when somebody asks for its end.
    onHint: () => () => {},
    async snapshot(...query) {
      const { position } = await memory.snapshot(...query);
      await insert("late@example.com");
      const { users } = await memory.snapshot(...query);
      return { users, position, ahead: new Map([[2, 1n]]) };
    },
  };
  const { services } = createUserService({ store, pollIntervalMs: 3_600_000 });
  const users = createInProcessClient(UserService, services);
  await insert("early@example.com");
  const told: unknown[] = [];
  const request = { includeExisting: true, heartbeatInterval: { seconds: 1n, nanos: 500_000_000 } };
  for await (const { event } of users.watchUsers(request)) {
    told.push(event.case === "heartbeat" ? event.case : (event.value as { email?: string }).email);
    if (event.case === "heartbeat") break;
  }
  expect(told).toEqual(["early@example.com", "late@example.com", "heartbeat"]);
});

it.each([
  ["999 ms", { seconds: 0n, nanos: 999_000_000 }],
  ["-1 s", { seconds: -1n }],
  ["no time", {}],
])("refuses heartbeats less than a second apart: %s", async (_words, heartbeatInterval) => {
  const { services } = createUserService({ store: createMemoryStore() });
  const watch = createInProcessClient(UserService, services).watchUsers({ heartbeatInterval });
  await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    fieldViolations: [{ field: "heartbeat_interval", description: "must be at least 1 s" }],
  });
});

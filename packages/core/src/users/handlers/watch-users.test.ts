import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";
import type { UserStore } from "../user-store.ts";

const rarely = { seconds: 3_600n };

it("says that nothing happened only once the log was read to its end, also to who joins others", async () => {
  const store: UserStore = { ...createMemoryStore(), onHint: () => () => {} };
  // Without hints, the one reader of the log is behind until it polls.
  const { services } = createUserService({ store, pollIntervalMs: 3_600_000 });
  const users = createInProcessClient(UserService, services);
  const open = (resumeToken: string) =>
    users.watchUsers({ resumeToken, heartbeatInterval: rarely })[Symbol.asyncIterator]();
  const first = open("");
  const { value: heartbeat } = await first.next();
  await users.createUser({ email: "ada@example.com", name: "Ada" });
  const second = open(heartbeat?.resumeToken ?? "");
  expect((await second.next()).value?.event.case).toBe("created");
  expect((await second.next()).value?.event.case).toBe("heartbeat");
  for (const each of [first, second]) await each.return?.();
});

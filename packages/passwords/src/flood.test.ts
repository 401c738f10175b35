import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  UserService,
} from "@org/user-core";
import { expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

it("other calls are answered while passwords come in floods, of which those are refused that can't wait", async () => {
  const hasher = createPasswordHasher({ concurrency: 2 });
  // However slow the machine: what waits past its deadline leaves the line, too.
  const patient = { unaryTimeoutMs: 300_000 };
  const { services } = createUserService({ store: createMemoryStore(), hasher, ...patient });
  const users = createInProcessClient(UserService, services, patient);
  const { id } = await users.createUser({ email: "ada@example.com", name: "Ada" });
  let isOver = false;
  const flood = Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      users
        .createUser({ email: `user${i}@example.com`, name: "N", password: "correct horse" })
        .then(
          () => "OK",
          ({ code, reason }) => `${code} ${reason}`,
        ),
    ),
  ).finally(() => {
    isOver = true;
  });
  let answered = 0;
  while (!isOver) {
    expect(await users.getUser({ userId: id })).toMatchObject({ name: "Ada" });
    answered += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const outcomes = await flood;
  const created = outcomes.filter((outcome) => outcome === "OK").length;
  const refused = outcomes.filter((outcome) => outcome === "RESOURCE_EXHAUSTED OVERLOADED").length;
  expect({ created, refused }).toEqual({ created: 2 + 64, refused: 200 - 66 });
  // Were they made on the event loop, hardly any would be answered before the last.
  expect(answered).toBeGreaterThan(created);
});

import type { ServiceError } from "@org/user-core";
import { expect, it } from "vitest";
import { collect, failureOf, streamOf } from "../streams.ts";
import { type ServiceContext, type ServiceFactory, useService } from "./context.ts";

type Fail = (context: ServiceContext) => Promise<unknown>;

/** One call that fails for each code that a request of its own can lead to. */
const failures: Readonly<Record<string, Fail>> = {
  INVALID_ARGUMENT: ({ users }) => users.getUser({ userId: 0 }),
  NOT_FOUND: ({ users }) => users.getUser({ userId: 1_000_007 }),
  async ALREADY_EXISTS({ users, freshEmail }) {
    const user = { email: freshEmail(), name: "Ada" };
    await users.createUser(user);
    await users.createUser(user);
  },
  async ABORTED({ users, freshEmail }) {
    const { id } = await users.createUser({ email: freshEmail(), name: "Ada" });
    await users.updateUser({ user: { id, name: "Grace" }, expectedRevision: 7n });
  },
  async FAILED_PRECONDITION({ users, freshEmail }) {
    const { id: userId } = await users.createUser({ email: freshEmail(), name: "Ada" });
    await collect(users.watchUserUpdates({ userId, afterRevision: 9n }));
  },
};

/** What all errors have in common. */
export function errorsContract(factory: ServiceFactory): void {
  const context = useService(factory);

  it.each(Object.keys(failures))(
    "carries a sentence, a reason and the domain with %s",
    async (code) => {
      const error: ServiceError = await failureOf(failures[code]?.(context) ?? Promise.resolve());
      expect(error).toMatchObject({ code, domain: "userservice" });
      expect(error.message).toMatch(/\w/);
      expect(error.reason).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    },
  );

  it("names no field where none is at fault, and no later try where none would help", async () => {
    const error = await failureOf(context.users.getUser({ userId: 1_000_007 }));
    expect(error.fieldViolations).toEqual([]);
    expect(error.retryAfterMs).toBeUndefined();
    expect(error.metadata).toEqual({ user_id: "1000007" });
  });

  it("names every field at fault at once", async () => {
    const request = { email: "nowhere", name: "A\u0007", password: "short", requestId: "1" };
    const error = await failureOf(context.users.createUser(request));
    const fields = error.fieldViolations.map(({ field }) => field);
    expect(fields.toSorted()).toEqual(["email", "name", "password", "request_id"]);
  });

  it("is told of each bad entry of a batch as of a call of its own", async () => {
    const request = { email: "nowhere", name: "Ada" };
    const { code, reason, message } = await failureOf(context.users.createUser(request));
    const { failures } = await context.users.batchCreateUsers(streamOf(request));
    expect(failures).toMatchObject([{ reason, message }]);
    expect([code, failures[0]?.code]).toEqual(["INVALID_ARGUMENT", 3]);
  });
}

import type { User } from "@org/user-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collect } from "../streams.ts";
import { createUserRequest } from "./create-user-request.ts";
import { createUserRequests } from "./create-user-requests.ts";
import { getUserRequest } from "./get-user-request.ts";
import { pacedStream, replayStream } from "./paced-stream.ts";
import { holds, newService, propertyTimeoutMs } from "./real-service.fixture.ts";

describe("streams with pauses", { timeout: propertyTimeoutMs }, () => {
  it("are the same messages each time they are replayed", async () => {
    await holds(pacedStream(fc.nat()), async (stream) => {
      const messages = stream.steps.map(({ message }) => message);
      expect(await collect(replayStream(stream))).toEqual(messages);
      expect(await collect(replayStream(stream))).toEqual(messages);
    });
  });

  it("are answered by SyncUsers in the order asked, however they come", async () => {
    const users = newService();
    for (const name of ["A", "B"]) await users.createUser({ email: `${name}@a.a`, name });
    const requests = getUserRequest({ userIds: fc.constantFrom(1, 2, 3) });
    await holds(pacedStream(requests), async (stream) => {
      const answers = await collect(users.syncUsers(replayStream(stream)));
      const known = stream.steps.map(({ message }) => message.userId).filter((id) => id <= 2);
      expect(answers.map(({ id }) => id)).toEqual(known);
    });
  });

  it("lead BatchCreateUsers to the same users as one call for each", async () => {
    await holds(pacedStream(createUserRequest(), { maxLength: 6 }), async (stream) => {
      const [batch, singly] = [newService(), newService()];
      const { users, total, failed, failures } = await batch.batchCreateUsers(replayStream(stream));
      const created: (User | undefined)[] = [];
      for (const { message } of stream.steps) {
        created.push(await singly.createUser(message).catch(() => undefined));
      }
      const expected = created.filter((each) => each !== undefined);
      expect(users.map(({ id, email, name }) => [id, email, name])).toEqual(
        expected.map(({ id, email, name }) => [id, email, name]),
      );
      expect([total, failed]).toEqual([expected.length, stream.steps.length - expected.length]);
      expect(failures.map(({ index }) => Number(index))).toEqual(
        created.flatMap((each, i) => (each === undefined ? [i] : [])),
      );
    });
  });
});

describe("requests for one batch", { timeout: propertyTimeoutMs }, () => {
  it("all succeed", async () => {
    await holds(createUserRequests(), async (requests) => {
      const answer = await newService().batchCreateUsers(
        replayStream({
          steps: requests.map((message) => ({ ticks: 0, message })),
          ticksBeforeEnd: 0,
        }),
      );
      expect([answer.total, answer.failed]).toEqual([requests.length, 0]);
    });
  });
});

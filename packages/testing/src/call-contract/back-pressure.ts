import { create } from "@bufbuild/protobuf";
import { BatchCreateUsersResponseSchema, UserSchema } from "@org/user-core";
import { expect, it } from "vitest";
import type { Serve } from "../serve.ts";
import { serveHandlers } from "./context.ts";

/**
 * More than Linux keeps of a loopback connection: 4 MB at the sender, and at the receiver what it
 * makes of how fast that was until now: mostly 0.5 to 6 MB, and 32 at the most (`tcp_rmem`).
 */
const buffered = 50_000;
const plenty = 2 * buffered;
/** What is read ahead of a handler: 64 KiB or 1,000 messages, and what came together with them. */
const readAhead = 1_333;
const name = "N".repeat(1_000);

/** Neither side runs ahead of the other by more than buffers of a fixed size. */
export function backPressureContract(serve: Serve): void {
  it("stops a handler whose answers are not read", async () => {
    let sent = 0;
    const { users } = await serveHandlers(serve, {
      async *syncUsers() {
        for (; sent < plenty; sent += 1) yield create(UserSchema, { id: 1, name });
      },
    });
    const answers = users.syncUsers(neverEnding())[Symbol.asyncIterator]();
    await answers.next();
    const stalled = await settled(() => sent);
    expect(stalled).toBeLessThan(buffered);
    await answers.return?.();
  });

  it("stops a client whose requests are not read", async () => {
    let written = 0;
    let received = () => 0;
    const release = Promise.withResolvers<void>();
    const { users } = await serveHandlers(serve, {
      async batchCreateUsers(requests, call) {
        received = () => call.messagesReceived;
        await release.promise;
        let total = 0;
        for await (const _ of requests) total += 1;
        return create(BatchCreateUsersResponseSchema, { total });
      },
    });
    let last = plenty;
    async function* requests() {
      for (; written < last; written += 1) yield { name };
    }
    const answer = users.batchCreateUsers(requests());
    await expect.poll(() => received()).toBeGreaterThan(0);
    const stalled = await settled(() => written);
    expect(stalled).toBeLessThan(buffered);
    expect(received()).toBeLessThan(readAhead);
    // Enough to see it go on; all that was sent must arrive.
    last = stalled + 2_000;
    release.resolve();
    expect((await answer).total).toBe(last);
  });
}

/** The value once it has stood still for a while. */
async function settled(value: () => number): Promise<number> {
  let last = -1;
  for (let still = 0; still < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    still = value() === last ? still + 1 : 0;
    last = value();
  }
  return last;
}

async function* neverEnding() {
  yield { userId: 1 };
  await new Promise(() => {});
}

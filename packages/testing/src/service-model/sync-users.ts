import fc from "fast-check";
import { handStream } from "../streams.ts";
import { command, type ModelCommand, runIfPossible, type ServiceUnderTest } from "./command.ts";
import type { Model, ModelUser } from "./model.ts";
import { expectOutcome, outcomeOf } from "./outcome.ts";
import { patienceMs } from "./patience.ts";
import { anyTarget, idOf, type Target } from "./targets.ts";

/** SyncUsers, with writes between an answer and the next request. */
export function syncUsers(writes: fc.Arbitrary<ModelCommand>): fc.Arbitrary<ModelCommand> {
  return fc
    .record({
      targets: fc.array(anyTarget(), { maxLength: 6 }),
      between: fc.oneof(fc.constant<ModelCommand[]>([]), fc.array(writes, { maxLength: 2 })),
    })
    .map(({ targets, between }) =>
      command({
        name: "SyncUsers",
        arguments: { targets, between: between.map(String) },
        run: (model, service) => compareSyncUsers(model, service, { targets, between }),
      }),
    );
}

interface Sync {
  readonly targets: readonly Target[];
  /** Done one by one, each after an answer; what is asked after the last is asked at once. */
  readonly between: readonly ModelCommand[];
}

async function compareSyncUsers(
  model: Model,
  service: ServiceUnderTest,
  { targets, between }: Sync,
): Promise<void> {
  const requests = handStream<{ userId: number }>();
  const options = { timeoutMs: patienceMs };
  const answers = service.users.syncUsers(requests, options)[Symbol.asyncIterator]();
  const writes = between.values();
  const awaited: ModelUser[] = [];
  const compareAnswers = async () => {
    for (const value of awaited.splice(0)) {
      expectOutcome(await outcomeOf(answers.next()), { value: { done: false, value } });
    }
  };
  for (const target of targets) {
    const userId = idOf(model, target);
    requests.write({ userId });
    const user = model.users.get(userId);
    // Nobody answers for an unknown id: what is asked next shows that it was skipped.
    if (user === undefined) continue;
    awaited.push(user);
    const { value: write } = writes.next();
    if (write === undefined) continue;
    await compareAnswers();
    await runIfPossible(write, model, service);
  }
  requests.end();
  await compareAnswers();
  expectOutcome(await outcomeOf(answers.next()), { value: { done: true, value: undefined } });
}

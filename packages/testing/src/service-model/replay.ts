import fc from "fast-check";
import { compareBatchCreateUsers } from "./batch-create-users.ts";
import { command, type ModelCommand, type ServiceUnderTest } from "./command.ts";
import { compareCreateUser } from "./create-user.ts";
import type { Model, ModelCreateRequest } from "./model.ts";

interface Replay {
  /** Which of the remembered requests. */
  readonly index: number;
  readonly inBatch: boolean;
  /** What it says beside what it said first. */
  readonly change: Partial<ModelCreateRequest>;
}

const otherContent: readonly Partial<ModelCreateRequest>[] = [
  { email: "ADA@Example.com" },
  { name: "Hedy" },
  { password: "", passwordHash: "" },
  { password: "other horse", passwordHash: "" },
  { password: "", passwordHash: "$2b$10$lmnopqrstuv" },
];

/** A CreateUser that was successful sent again with its request id, with the same content or other. */
export function replay(): fc.Arbitrary<ModelCommand> {
  const change = fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom(...otherContent) },
  );
  return fc
    .record({ index: fc.nat({ max: 2 }), inBatch: fc.boolean(), change })
    .map((replayed) =>
      command({ name: "Replay", arguments: replayed, check: hasRequests, run: compareReplay }),
    );
}

async function compareReplay(
  model: Model,
  service: ServiceUnderTest,
  { index, inBatch, change }: Replay,
): Promise<void> {
  const remembered = [...model.requests];
  const [requestId, first] = remembered[index % remembered.length] ?? [];
  if (requestId === undefined || first === undefined) return;
  const { email, name, password, passwordHash } = first;
  const request = { email, name, password, passwordHash, requestId, ...change };
  if (inBatch) await compareBatchCreateUsers(model, service, [request, request]);
  else await compareCreateUser(model, service, request);
}

function hasRequests({ requests }: Readonly<Model>): boolean {
  return requests.size > 0;
}

import { expect, it } from "vitest";
import { ServerReflection } from "../gen/grpc/reflection/v1/reflection_pb.ts";
import { bind } from "./bind.ts";
import { createInProcessClient } from "./in-process-client.ts";

it("refuses a request that no wire could carry, and ends its call", async () => {
  let ended = 0;
  const service = bind(ServerReflection, {
    async *serverReflectionInfo(requests) {
      try {
        for await (const _ of requests) yield* [];
      } finally {
        ended += 1;
      }
    },
  });
  const client = createInProcessClient(ServerReflection, [service]);
  async function* requests() {
    // No string, whatever its type says.
    yield { messageRequest: { case: "fileByFilename", value: 5 as never } } as const;
  }
  const answers = client.serverReflectionInfo(requests())[Symbol.asyncIterator]();
  await expect(answers.next()).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    reason: "INVALID_REQUEST",
    message: "The request message can't be encoded",
  });
  expect(ended).toBe(1);
});

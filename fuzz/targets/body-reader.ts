import assert from "node:assert/strict";
import { isServiceError } from "@org/user-core";
import { createBodyReader } from "../../packages/transport-connect/src/protocols/body-reader.ts";
import { countAllocations } from "../allocations.ts";
import { createInput, cut } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

/** The body in hexadecimal, or the code of its refusal. */
function read(chunks: readonly Uint8Array[], maxBytes: number): string {
  let body: Uint8Array | undefined;
  const reader = createBodyReader(maxBytes, (bytes) => {
    body = bytes;
  });
  let arrived = 0;
  try {
    for (const chunk of chunks) {
      arrived += chunk.length;
      const { largest } = countAllocations(() => reader.push(chunk));
      assert.ok(largest <= 2 * arrived, `${largest} bytes taken when ${arrived} had arrived`);
    }
    reader.end();
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return error.code;
  }
  assert.ok(body);
  return Buffer.from(body).toString("hex");
}

/** Bodies: the same whatever the pieces, and none over the limit. */
export const target: FuzzTarget = {
  run(data) {
    const input = createInput(data);
    const maxBytes = input.byte();
    const { whole, chunks } = cut(input);
    const isTooLong = whole.length > maxBytes;
    const expected = isTooLong ? "RESOURCE_EXHAUSTED" : Buffer.from(whole).toString("hex");
    assert.equal(read([whole], maxBytes), expected);
    assert.equal(read(chunks, maxBytes), expected);
  },
};

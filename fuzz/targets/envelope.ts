import assert from "node:assert/strict";
import { isServiceError } from "@org/user-core";
import {
  createEnvelopeReader,
  envelope,
  isOneEnvelope,
} from "../../packages/transport-connect/src/protocols/envelope.ts";
import { countAllocations } from "../allocations.ts";
import { type EnvelopeReading, expectedEnvelopes } from "../expected-envelopes.ts";
import { createInput, cut } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

function read(chunks: readonly Uint8Array[], maxBytes: number): EnvelopeReading {
  const messages: [number, Uint8Array][] = [];
  const reader = createEnvelopeReader(maxBytes, (flag, message) => messages.push([flag, message]));
  let arrived = 0;
  try {
    for (const chunk of chunks) {
      arrived += chunk.length;
      const { largest } = countAllocations(() => reader.push(chunk));
      assert.ok(largest <= 2 * arrived, `${largest} bytes taken when ${arrived} had arrived`);
      assert.ok(largest <= 2 * (5 + maxBytes) + chunk.length, `${largest} bytes taken at once`);
    }
    reader.end();
    return { messages, end: "whole" };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { messages, end: error.code };
  }
}

/** Envelopes: same messages or same refusal whatever the pieces, and no more memory than has arrived. */
export const target: FuzzTarget = {
  words: ["\0\0\0\0\0", "\0\0\0\0\u0001", "\0\0\u0001\0\0", "\u0002\0\0\0\u0002{}"],
  run(data) {
    const input = createInput(data);
    const maxBytes = 2 ** (input.byte() % 24);
    const { whole, chunks } = cut(input);
    const expected = expectedEnvelopes(whole, maxBytes);
    // Compared at the end, when every message was handed on long ago.
    assert.deepEqual(plain(read([whole], maxBytes)), plain(expected));
    assert.deepEqual(plain(read(chunks, maxBytes)), plain(expected));
    const [only] = expected.messages;
    const isOne = expected.end === "whole" && expected.messages.length === 1 && only?.[0] === 0;
    if (whole.length <= maxBytes) assert.equal(isOneEnvelope(whole), isOne);
    for (const [flag, message] of expected.messages) {
      const again = expectedEnvelopes(envelope(message, flag), maxBytes);
      assert.deepEqual(plain(again), plain({ messages: [[flag, message]], end: "whole" }));
    }
  },
};

function plain({ messages, end }: EnvelopeReading) {
  return {
    end,
    messages: messages.map(([flag, bytes]) => [flag, Buffer.from(bytes).toString("hex")]),
  };
}

import assert from "node:assert/strict";
import { connectProtocol } from "../../packages/transport-connect/src/protocols/connect.ts";
import { listOf, objectOf } from "../../packages/transport-connect/src/protocols/header-list.ts";
import { createInput, oneOf } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const reserved = new Set([
  ...["grpc-status", "grpc-message", "grpc-status-details-bin", "grpc-encoding"],
  ...["content-type", "content-length", "content-encoding", "connection", "keep-alive"],
  ...[
    "proxy-connection",
    "transfer-encoding",
    "te",
    "upgrade",
    "http2-settings",
    "trailer",
    "date",
  ],
]);

const names = [...reserved, "set-cookie", "constructor", "__proto__", "x-id", "x-data-bin"];

type Pair = [name: string, value: string];

function attempt(headers: Headers): Pair[] | undefined {
  try {
    const list = listOf(headers);
    return list.flatMap((name, i): Pair[] => (i % 2 === 0 ? [[name, list[i + 1] ?? ""]] : []));
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return undefined;
  }
}

/** Gives headers as a handler may have set them, of any names and values that `Headers` takes. */
function headersOf(data: Uint8Array): Headers {
  const input = createInput(data);
  const headers = new Headers();
  for (let left = input.byte() % 8; left > 0; left -= 1) {
    const [name, value] = [oneOf(names, input), input.text()];
    try {
      headers.append(name, value);
    } catch {
      // No header at all.
    }
  }
  return headers;
}

function collect(pairs: readonly Pair[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

/** Headers of handlers: those reserved left out, those that HTTP can't carry refused, the others whole. */
export const target: FuzzTarget = {
  words: ["\r\n", "x=1", "Zo\u00eb", "a, b"],
  run(data) {
    const headers = headersOf(data);
    const expected = [...headers].filter(([name]) => !reserved.has(name));
    const isAscii = expected.every(([, value]) => !/[^\t -~]/.test(value));
    const pairs = attempt(headers);
    assert.deepEqual(pairs, isAscii ? expected : undefined);
    if (pairs === undefined) return;
    const object = objectOf(pairs.flat());
    const values = collect(pairs);
    assert.deepEqual(Object.keys(object).sort(), [...values.keys()].sort());
    for (const [name, all] of values) assert.deepEqual([object[name]].flat(), all);
    assert.deepEqual(endStreamMetadata(headers), values);
  },
};

/** The metadata in the last frame of a Connect stream. */
function endStreamMetadata(headers: Headers): Map<string, string[]> {
  const { frame } = connectProtocol("json", true).endStream(undefined, headers);
  assert.ok(frame);
  const end: unknown = JSON.parse(Buffer.from(frame.subarray(5)).toString());
  assert.ok(typeof end === "object" && end !== null);
  return new Map(Object.entries("metadata" in end && end.metadata ? end.metadata : {}));
}

import assert from "node:assert/strict";
import { protocolOf } from "../../packages/transport-connect/src/protocols/content-type.ts";
import { encodingOf } from "../../packages/transport-connect/src/protocols/encoding.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const headersByType = [
  ["application/grpc", "grpc-encoding"],
  ["application/grpc-web-text", "grpc-encoding"],
  ["application/json", "content-encoding"],
  ["application/connect+json", "connect-content-encoding"],
] as const;

/** Encodings: each protocol reads its own header and no other's, and `identity` alone is none. */
export const target: FuzzTarget = {
  words: ["identity", "gzip", "br", "Identity"],
  run(data) {
    const input = createInput(data);
    const number = input.byte();
    const [contentType, header] = headersByType[number % headersByType.length] ?? headersByType[0];
    const protocol = protocolOf(contentType, !contentType.includes("connect"));
    assert.ok(protocol);
    const values = new Map(headersByType.map(([, name]) => [name, input.text()] as const));
    const asked: string[] = [];
    const headers = {
      get(name: string) {
        asked.push(name);
        return values.get(header) ?? null;
      },
    };
    const encoding = encodingOf(protocol, { headers, peer: "", read() {} });
    assert.deepEqual(asked, [header]);
    const value = values.get(header);
    assert.equal(encoding, value === "identity" ? undefined : value);
    const none = { get: () => null };
    assert.equal(encodingOf(protocol, { headers: none, peer: "", read() {} }), undefined);
  },
};

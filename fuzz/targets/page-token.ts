import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { decodePageToken, encodePageToken } from "../../packages/core/src/users/page-token.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const secret = new Uint8Array(32).fill(7);

/** The token of four bytes, made by Node's own means. */
function tokenOf(id: Uint8Array): string {
  const mac = createHmac("sha256", secret).update("userservice page token 1").update(id).digest();
  return Buffer.concat([id, mac.subarray(0, 16)]).toString("base64url");
}

/** A token with some of its characters changed, moved or more of them: as often as there are bytes. */
function changed(token: string, changes: Uint8Array): string {
  const characters = [...token];
  for (let i = 0; i + 1 < changes.length; i += 2) {
    const [at = 0, byte = 0] = [changes[i], changes[i + 1]];
    characters.splice(at % 28, byte % 2, String.fromCharCode(byte >> 1));
  }
  return characters.join("");
}

/** Page tokens: nothing is one but what was made as one. */
export const target: FuzzTarget = {
  words: ["-", "_", "+", "/", "="],
  run(data) {
    const input = createInput(data);
    const isMade = input.byte() % 2 === 0;
    const id = Uint8Array.from({ length: 4 }, () => input.byte());
    const number = new DataView(id.buffer).getInt32(0);
    const token = tokenOf(id);
    assert.equal(encodePageToken(number, secret), token);
    const text = isMade ? changed(token, input.rest()) : input.text();
    const decoded = decodePageToken(text, secret);
    if (text === token) assert.equal(decoded, number);
    else if (decoded !== undefined) assert.equal(encodePageToken(decoded, secret), text);
  },
};

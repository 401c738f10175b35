import assert from "node:assert/strict";
import { isServiceError } from "@org/user-core";
import {
  base64,
  base64Body,
  createBase64Reader,
} from "../../packages/transport-connect/src/protocols/base64.ts";
import { decodedText } from "../decoded-text.ts";
import { createInput, cut } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

function read(chunks: readonly Uint8Array[]): string {
  let hex = "";
  const reader = createBase64Reader((bytes) => {
    hex += Buffer.from(bytes).toString("hex");
  });
  try {
    for (const chunk of chunks) reader.push(chunk);
    reader.end();
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return error.code;
  }
  return hex;
}

/** Bodies of gRPC-Web in text: what Node's own base64 reads, whatever the pieces. */
export const target: FuzzTarget = {
  words: ["==", "=", "AA==", "AAA=", "+/+/"],
  run(data) {
    const { whole, chunks } = cut(createInput(data));
    const expected = decodedText(whole)?.toString("hex") ?? "INVALID_ARGUMENT";
    assert.equal(read([whole]), expected);
    assert.equal(read(chunks), expected);
    const padded = Buffer.from(whole).toString("base64");
    assert.equal(Buffer.from(base64Body(whole)).toString(), padded);
    assert.equal(base64(whole), padded.replaceAll("=", ""));
    assert.equal(read([base64Body(whole)]), Buffer.from(whole).toString("hex"));
  },
};

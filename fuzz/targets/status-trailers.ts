import assert from "node:assert/strict";
import {
  decodeStatus,
  encodeStatus,
  ServiceError,
  type StatusCode,
  statusNumbers,
} from "@org/user-core";
import { connectErrorJson } from "../../packages/transport-connect/src/protocols/connect-error-json.ts";
import { statusTrailers } from "../../packages/transport-connect/src/protocols/grpc.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const codes = Object.keys(statusNumbers).filter(
  (name): name is StatusCode => name in statusNumbers,
);

/** The text of a percent-encoded one, byte by byte. */
function percentDecoded(text: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const isEscape = text[i] === "%";
    bytes.push(isEscape ? Number.parseInt(text.slice(i + 1, i + 3), 16) : text.charCodeAt(i));
    if (isEscape) i += 2;
  }
  return Buffer.from(bytes).toString();
}

/** Any delay of which a `google.protobuf.Duration` can tell. */
function delayOf(bytes: Uint8Array): { retryAfterMs?: number } {
  const ms = new DataView(bytes.buffer).getFloat64(0);
  return ms >= 0 && ms <= 315_576_000_000_000 ? { retryAfterMs: ms } : {};
}

function errorOf(data: Uint8Array): ServiceError {
  const input = createInput(data);
  const code = codes[input.byte() % codes.length] ?? "UNKNOWN";
  const delay = delayOf(Uint8Array.from({ length: 8 }, input.byte));
  // What is long is the same again and again, or no input would be long enough.
  const text = () => input.text().repeat(1 + input.byte());
  const [message, reason, domain, requestId, key, value] = [
    text(),
    text(),
    text(),
    text(),
    text(),
    text(),
  ];
  const metadata = Object.fromEntries([[key, value]]);
  return new ServiceError(code, message, { reason, domain, requestId, metadata, ...delay });
}

/** Errors of servers, in gRPC's trailers: in ASCII whatever they say, of bounded size, and read again as they were. */
export const target: FuzzTarget = {
  words: ["%", "%25", "\r\n", "  ", "é", "ERROR"],
  run(data) {
    const error = errorOf(data);
    // Text that has no UTF-8 can't be sent in a detail by anybody.
    const texts = [error.message, error.reason, error.domain, error.requestId ?? ""];
    if (![...texts, ...Object.entries(error.metadata).flat()].every((text) => text.isWellFormed()))
      return;
    const list = statusTrailers(error, undefined);
    const trailers = new Map(
      list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1] ?? ""]] : [])),
    );
    for (const [name, value] of trailers) {
      assert.ok(/^[ -~]*$/.test(value) && value.trim() === value, `${name}: ${value}`);
    }
    assert.equal(trailers.get("grpc-status"), `${statusNumbers[error.code]}`);
    assert.equal(
      percentDecoded(trailers.get("grpc-message") ?? ""),
      error.message.slice(0, 1_024).toWellFormed(),
    );
    const details = Buffer.from(trailers.get("grpc-status-details-bin") ?? "", "base64");
    assert.ok(details.length <= 4_096, `${details.length} bytes of details`);
    connectErrorJson(error);
    const { code, message, retryAfterMs = 0 } = decodeStatus(details);
    const lateMs = Math.abs(retryAfterMs - (error.retryAfterMs ?? 0));
    if (encodeStatus(error).length <= 4_096)
      assert.ok(lateMs <= 1e-6 + retryAfterMs * 1e-12, `${lateMs}`);
    assert.equal(code, error.code);
    assert.ok(error.message.startsWith(message.slice(0, 1_000)));
  },
};

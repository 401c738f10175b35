import assert from "node:assert/strict";
import { decodeStatus, ServiceError, type StatusCode, statusNumbers } from "@org/user-core";
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

function errorOf(data: Uint8Array): ServiceError {
  const input = createInput(data);
  const code = codes[input.byte() % codes.length] ?? "UNKNOWN";
  const repeated = 1 + input.byte();
  const [message, reason, domain, requestId] = Array.from({ length: 4 }, input.text);
  const [key = "", value = ""] = [input.text(), input.text()];
  const metadata = Object.fromEntries([[key, value.repeat(repeated)]]);
  const options = {
    reason: reason ?? "",
    domain: domain ?? "",
    requestId: requestId ?? "",
    metadata,
  };
  return new ServiceError(code, message ?? "", options);
}

/** Errors in gRPC's trailers: in ASCII whatever they say, of bounded size, and read again as they were. */
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
    const { code, message } = decodeStatus(details);
    assert.equal(code, error.code);
    assert.ok(error.message.startsWith(message.slice(0, 1_000)));
  },
};

import assert from "node:assert/strict";
import { type DescMessage, fromBinary, fromJsonString } from "@bufbuild/protobuf";
import { decodedText } from "./decoded-text.ts";

/** A response and what came of it. */
export interface ReadResponse {
  readonly response: Response;
  readonly body: Buffer;
  /** Whether reading stopped before the end of the body. */
  readonly isCut: boolean;
  /** What the method answers, if there is one. */
  readonly output: DescMessage | undefined;
}

/** Statuses of errors that clients make; 501 and 504 are of unimplemented methods and deadlines. */
const statuses = new Set([200, 204, 400, 401, 403, 404, 405, 408, 409, 415, 429, 499, 501, 504]);

/** Codes that tell of a fault in the server, in the two protocols' spellings. */
const faults = new Set(["internal", "unknown", "data_loss", "2", "13", "15"]);

/** Throws unless a response is a whole one of its protocol, and tells of no fault in the server. */
export function requireWellFormed({ response, body, isCut, output }: ReadResponse): void {
  const { status, headers } = response;
  assert.ok(statuses.has(status), `status ${status} ${body}`);
  const contentType = headers.get("content-type") ?? "";
  if (contentType === "") {
    assert.equal(body.length, 0);
    return;
  }
  if (contentType === "text/plain") {
    // Which content types will do.
    assert.equal(status, 415);
    return;
  }
  const codec = contentType.endsWith("json") ? "json" : "proto";
  const read = (bytes: Uint8Array) => output && readMessage(output, codec, bytes);
  if (/^application\/(?:json|proto)$/.test(contentType)) {
    if (status === 200) read(body);
    else requireError(JSON.parse(body.toString()));
    return;
  }
  assert.match(contentType, /^application\/(?:connect|grpc-web(?:-text)?)\+(?:proto|json)$/);
  const bytes = contentType.includes("-text") ? decodedText(body) : body;
  assert.ok(bytes);
  const ends = framesOf(bytes, read);
  assert.equal(ends.length, isCut ? 0 : 1);
  for (const end of ends) requireEnd(contentType.includes("connect"), end);
}

function readMessage(schema: DescMessage, codec: "json" | "proto", bytes: Uint8Array): void {
  if (codec === "json") fromJsonString(schema, Buffer.from(bytes).toString());
  else fromBinary(schema, bytes);
}

/** Reads the messages of a stream, and gives the frames that end it. */
function framesOf(bytes: Buffer, read: (message: Uint8Array) => void): Buffer[] {
  const ends: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    assert.equal(ends.length, 0, "There is something after the end");
    const [flag, length] = [bytes.readUInt8(at), bytes.readUInt32BE(at + 1)];
    const message = bytes.subarray(at + 5, at + 5 + length);
    assert.equal(message.length, length);
    if (flag === 0) read(message);
    else ends.push(message);
    at += 5 + length;
  }
  return ends;
}

function requireEnd(isConnect: boolean, end: Buffer): void {
  if (isConnect) {
    const { error }: { error?: unknown } = JSON.parse(end.toString());
    if (error !== undefined) requireError(error);
    return;
  }
  const status = /^grpc-status: (\d+)\r\n/m.exec(end.toString())?.[1];
  assert.ok(status !== undefined && !faults.has(status), end.toString());
}

function requireError(error: unknown): void {
  assert.ok(typeof error === "object" && error !== null && "code" in error);
  const { code } = error;
  assert.ok(
    typeof code === "string" && /^[a-z_]+$/.test(code) && !faults.has(code),
    JSON.stringify(error),
  );
}

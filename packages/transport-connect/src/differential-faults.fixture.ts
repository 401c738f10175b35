import { brotliDecompressSync, constants, gunzipSync } from "node:zlib";
import { type DescMethod, fromBinary, fromJsonString } from "@bufbuild/protobuf";
import { statusNumbers } from "@org/user-core";
import type fc from "fast-check";
import { bytesOf, maxMessageBytes } from "./differential-bodies.fixture.ts";
import {
  type CallRequest,
  httpOf,
  maxMetadataBytes,
  requestOf,
  shapeOf,
} from "./differential-requests.fixture.ts";

const { INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED } = statusNumbers;

/** Calls of this method with nothing wrong in them, in base64 if that is asked for. */
export function soundRequestOf(method: DescMethod, text = false): fc.Arbitrary<CallRequest> {
  return requestOf(method).filter(
    (request) => faultsOf(request).length === 0 && (!text || request.speech.text),
  );
}

/** What is wrong with a request, as codes, in the order of its bytes. */
export function faultsOf(request: CallRequest): readonly number[] {
  const faults: number[] = isTooLong(request) ? [RESOURCE_EXHAUSTED] : [];
  if (isEncoded(request) && !isKnown(request)) faults.push(UNIMPLEMENTED);
  return [...faults, ...timeoutFaults(request), ...bodyFaults(request)];
}

/** Whether its body ends right after the prefix of a message that is not empty. */
export function endsAfterPrefix({ method, speech, body }: CallRequest): boolean {
  const { enveloped } = shapeOf(method, speech);
  const bytes = Buffer.from(bytesOf(body, enveloped));
  for (let at = 0; enveloped && at + 5 <= bytes.length; at += 5 + bytes.readUInt32BE(at + 1)) {
    if (at + 5 === bytes.length) return bytes.readUInt32BE(at + 1) > 0;
  }
  return false;
}

function isEncoded({ encoding }: CallRequest): boolean {
  return encoding !== undefined && encoding !== "identity";
}

function isKnown({ encoding, known }: CallRequest): boolean {
  return known.includes(encoding ?? "");
}

function isTooLong(request: CallRequest): boolean {
  return httpOf(request).headers.flat().join("").length > maxMetadataBytes;
}

function timeoutFaults({ speech, timeout }: CallRequest): number[] {
  const sound = speech.protocol === "connect" ? /^\d{1,10}$/ : /^\d{1,8}[HMSmun]$/;
  return timeout === undefined || sound.test(timeout) ? [] : [INVALID_ARGUMENT];
}

function bodyFaults(request: CallRequest): number[] {
  const { enveloped } = shapeOf(request.method, request.speech);
  const bytes = Buffer.from(bytesOf(request.body, enveloped));
  if (enveloped) return envelopeFaults(request, bytes);
  if (bytes.length > maxMessageBytes) return [RESOURCE_EXHAUSTED];
  return isKnown(request) ? packedFaults(request, bytes) : messageFaults(request, bytes);
}

function envelopeFaults(request: CallRequest, bytes: Buffer): number[] {
  const { one } = shapeOf(request.method, request.speech);
  const endFlag = { grpc: 0, "grpc-web": 0x80, connect: 2 }[request.speech.protocol];
  const faults: number[] = [];
  let messages = 0;
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < 5) return [...faults, INVALID_ARGUMENT];
    const flag = bytes.readUInt8(at);
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    if (end - at - 5 > maxMessageBytes) return [...faults, RESOURCE_EXHAUSTED];
    if (end > bytes.length) return [...faults, INVALID_ARGUMENT];
    const payload = bytes.subarray(at + 5, end);
    at = end;
    const isPacked = (flag & 1) !== 0 && isKnown(request);
    if (flag & 1 && !isPacked) faults.push(INVALID_ARGUMENT);
    else if (isPacked && typeof unpacked(request, payload) === "number") {
      faults.push(...packedFaults(request, payload));
      continue;
    } else if (flag & endFlag) continue;
    messages += 1;
    if (one && messages > 1) faults.push(UNIMPLEMENTED);
    faults.push(...(isPacked ? packedFaults : messageFaults)(request, payload));
  }
  return one && messages === 0 ? [...faults, UNIMPLEMENTED] : faults;
}

function packedFaults(request: CallRequest, bytes: Uint8Array): number[] {
  const plain = unpacked(request, bytes);
  return typeof plain === "number" ? [plain] : messageFaults(request, plain);
}

/** The bytes, or the code of what is wrong with them. */
function unpacked({ encoding }: CallRequest, bytes: Uint8Array): Uint8Array | number {
  if (bytes.length === 0) return bytes;
  try {
    const unpack = encoding === "br" ? brotliDecompressSync : gunzipSync;
    const finishFlush =
      encoding === "br" ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH;
    // What is too much is so before its end is missed.
    unpack(bytes, { maxOutputLength: maxMessageBytes, finishFlush });
    return unpack(bytes);
  } catch (error) {
    const isOver = error instanceof RangeError;
    return isOver ? RESOURCE_EXHAUSTED : INVALID_ARGUMENT;
  }
}

function messageFaults({ method, speech }: CallRequest, bytes: Uint8Array): number[] {
  try {
    if (speech.codec === "proto") fromBinary(method.input, bytes);
    else
      fromJsonString(method.input, new TextDecoder().decode(bytes), { ignoreUnknownFields: true });
    return [];
  } catch {
    return [INVALID_ARGUMENT];
  }
}

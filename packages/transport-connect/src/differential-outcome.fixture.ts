import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { ConnectError } from "@connectrpc/connect";
import { endStreamFromJson, errorFromJsonBytes } from "@connectrpc/connect/protocol-connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import { trailerParse } from "@connectrpc/connect/protocol-grpc-web";
import type { Pair, Seen } from "./differential-service.fixture.ts";
import type { HttpResponse } from "./differential-wire.fixture.ts";

/** An error as a client reads it. */
export interface CallError {
  readonly code: number;
  readonly message: string;
  readonly details: readonly { type: string; value: string; debug?: unknown }[];
}

/** What came of a request, as a client reads it and as the handler saw it. */
export interface Outcome {
  readonly status: number;
  readonly headers: readonly Pair[];
  /** Protobuf in hexadecimal, JSON parsed. */
  readonly messages: readonly unknown[];
  /** How many of them were compressed. */
  readonly compressed: number;
  readonly error: CallError | undefined;
  /** The error again, as `grpc-status` and `grpc-message` alone tell it. */
  readonly plainError: Omit<CallError, "details"> | undefined;
  readonly trailers: readonly Pair[];
  readonly seen: Seen;
  /** Whether its body was asked for. */
  readonly wasRead: boolean;
  /** How long it took on the clock, which stands still unless somebody turns it. */
  readonly elapsedMs: number;
}

/** What the wire tells. */
type Told = Omit<Outcome, "seen" | "wasRead" | "elapsedMs">;

/** Reads a response of whatever protocol it says it is. */
export function read(response: HttpResponse): Told {
  const { status, headers } = response;
  const type = headers.get("content-type") ?? "none";
  const [, reader] = Object.entries(readers).find(([start]) => type.startsWith(start)) ?? [];
  if (reader === undefined) throw new Error(`A response of type ${type}`);
  const sent = [...headers].filter(([name]) => name !== "content-length");
  const body = unpacked(response.body, headers.get("content-encoding"));
  const read = reader(response, body, type.endsWith("json"));
  return { status, headers: sent, ...nothing, ...read };
}

const nothing = {
  ...{ messages: [], compressed: 0 },
  ...{ error: undefined, plainError: undefined, trailers: [] },
};

function unpacked(bytes: Uint8Array, encoding: string | null): Uint8Array {
  if (encoding === null) return bytes;
  if (encoding === "gzip") return gunzipSync(bytes);
  if (encoding === "br") return brotliDecompressSync(bytes);
  throw new Error(`An encoding ${encoding}`);
}

type Reader = (response: HttpResponse, body: Uint8Array, json: boolean) => Partial<Told>;

// The first that a content type starts with.
const readers: Readonly<Record<string, Reader>> = {
  "application/grpc-web-text": (response, body, json) => readWeb(response, fromBase64(body), json),
  "application/grpc-web": readWeb,
  "application/grpc": ({ headers, trailers }, body, json) => {
    if (trailers === undefined) throw new Error("gRPC without trailers");
    const frames = framesOf(body, headers.get("grpc-encoding"));
    return { ...messagesOf(frames, json), ...readStatus(trailers) };
  },
  "application/connect+": ({ headers }, body, json) => {
    const frames = framesOf(body, headers.get("connect-content-encoding"));
    const last = frames.pop();
    if (last?.flag !== 2) throw new Error("No end of stream");
    const { metadata, error } = endStreamFromJson(last.bytes);
    return { ...messagesOf(frames, json), error: errorOf(error), trailers: [...metadata] };
  },
  "application/": ({ status, headers }, body, json) =>
    status === 200
      ? { messages: [messageOf(body, json)], compressed: headers.has("content-encoding") ? 1 : 0 }
      : { error: errorOf(errorFromJsonBytes(body, undefined, new ConnectError("no error"))) },
  // For people.
  "text/plain": (_, body) => {
    if (body.length === 0) throw new Error("Not a word");
    return {};
  },
  none(_, body) {
    if (body.length > 0) throw new Error("A body of no type");
    return {};
  },
};

function readWeb({ headers }: HttpResponse, body: Uint8Array, json: boolean): Partial<Told> {
  const frames = framesOf(body, headers.get("grpc-encoding"));
  const last = frames.pop();
  if (last?.flag !== 0x80) throw new Error("No trailers");
  return { ...messagesOf(frames, json), ...readStatus(trailerParse(last.bytes)) };
}

function readStatus(trailers: Headers): Partial<Told> {
  const custom = [...trailers].filter(([name]) => !/^grpc-(status|message|status-.*)$/.test(name));
  const withoutDetails = new Headers(trailers);
  withoutDetails.delete("grpc-status-details-bin");
  if (!/^\d+$/.test(trailers.get("grpc-status") ?? "")) throw new Error("No status");
  const error = errorOf(findTrailerError(trailers));
  const plainError = errorOf(findTrailerError(withoutDetails));
  if (plainError === undefined) return { error, trailers: custom };
  const { code, message } = plainError;
  return { error, plainError: { code, message }, trailers: custom };
}

function errorOf(error: ConnectError | undefined): CallError | undefined {
  if (error === undefined) return undefined;
  const details = error.details.map((detail) => {
    if (!("type" in detail)) throw new TypeError("A detail that was not read");
    const { type, value, debug } = detail;
    return { type, value: hex(value), ...(debug !== undefined && { debug }) };
  });
  return { code: error.code, message: error.rawMessage, details };
}

interface Frame {
  readonly flag: number;
  /** Not compressed, or no more. */
  readonly bytes: Uint8Array;
  readonly wasCompressed: boolean;
}

function framesOf(body: Uint8Array, encoding: string | null): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < body.length; ) {
    const view = new DataView(body.buffer, body.byteOffset + at);
    const end = at + 5 + view.getUint32(1);
    if (end > body.length) throw new Error("The response ends within a frame");
    const flag = view.getUint8(0);
    const wasCompressed = (flag & 1) === 1;
    if (wasCompressed && encoding === null) throw new Error("Compressed without saying how");
    const bytes = unpacked(body.slice(at + 5, end), wasCompressed ? encoding : null);
    frames.push({ flag: flag & ~1, bytes, wasCompressed });
    at = end;
  }
  return frames;
}

function messageOf(bytes: Uint8Array, json: boolean): unknown {
  return json ? JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) : hex(bytes);
}

function messagesOf(frames: readonly Frame[], json: boolean) {
  const odd = frames.find(({ flag }) => flag !== 0);
  if (odd) throw new Error(`A message with flag ${odd.flag}`);
  const compressed = frames.filter(({ wasCompressed }) => wasCompressed).length;
  return { messages: frames.map(({ bytes }) => messageOf(bytes, json)), compressed };
}

/** Base64, padded anywhere between frames. */
function fromBase64(body: Uint8Array): Uint8Array {
  const runs =
    Buffer.from(body)
      .toString("latin1")
      .match(/[^=]+={0,2}/g) ?? [];
  if (runs.some((run) => run.length % 4 !== 0)) throw new Error("Not base64");
  return Buffer.concat(runs.map((run) => Buffer.from(run, "base64")));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

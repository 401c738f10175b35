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
  const { status, headers, body } = response;
  const type = headers.get("content-type") ?? "none";
  const [, reader] = Object.entries(readers).find(([start]) => type.startsWith(start)) ?? [];
  if (reader === undefined) throw new Error(`A response of type ${type}`);
  const sent = [...headers].filter(([name]) => name !== "content-length");
  return { status, headers: sent, ...nothing, ...reader(response, body, type.endsWith("json")) };
}

const nothing = { messages: [], error: undefined, plainError: undefined, trailers: [] };

type Reader = (response: HttpResponse, body: Uint8Array, json: boolean) => Partial<Told>;

// The first that a content type starts with.
const readers: Readonly<Record<string, Reader>> = {
  "application/grpc-web-text": (response, body, json) => readWeb(response, fromBase64(body), json),
  "application/grpc-web": readWeb,
  "application/grpc": ({ trailers }, body, json) => {
    if (trailers === undefined) throw new Error("gRPC without trailers");
    const messages = framesOf(body).map(({ flag, bytes }) => plain(flag, messageOf(bytes, json)));
    return { messages, ...readStatus(trailers) };
  },
  "application/connect+": (_, body, json) => {
    const frames = framesOf(body);
    const last = frames.pop();
    if (last?.flag !== 2) throw new Error("No end of stream");
    const { metadata, error } = endStreamFromJson(last.bytes);
    const messages = frames.map(({ flag, bytes }) => plain(flag, messageOf(bytes, json)));
    return { messages, error: errorOf(error), trailers: [...metadata] };
  },
  "application/": ({ status }, body, json) =>
    status === 200
      ? { messages: [messageOf(body, json)] }
      : { error: errorOf(errorFromJsonBytes(body, undefined, new ConnectError("no error"))) },
  none(_, body) {
    if (body.length > 0) throw new Error("A body of no type");
    return {};
  },
};

function readWeb(_: HttpResponse, body: Uint8Array, json: boolean): Partial<Told> {
  const frames = framesOf(body);
  const last = frames.pop();
  if (last?.flag !== 0x80) throw new Error("No trailers");
  const messages = frames.map(({ flag, bytes }) => plain(flag, messageOf(bytes, json)));
  return { messages, ...readStatus(trailerParse(last.bytes)) };
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

function framesOf(body: Uint8Array): { flag: number; bytes: Uint8Array }[] {
  const frames = [];
  for (let at = 0; at < body.length; ) {
    const view = new DataView(body.buffer, body.byteOffset + at);
    const end = at + 5 + view.getUint32(1);
    if (end > body.length) throw new Error("The response ends within a frame");
    frames.push({ flag: view.getUint8(0), bytes: body.slice(at + 5, end) });
    at = end;
  }
  return frames;
}

function messageOf(bytes: Uint8Array, json: boolean): unknown {
  return json ? JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) : hex(bytes);
}

function plain<T>(flag: number, message: T): T {
  if (flag !== 0) throw new Error(`A message with flag ${flag}`);
  return message;
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

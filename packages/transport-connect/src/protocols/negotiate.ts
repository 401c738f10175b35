import type { RequestHeaders } from "@org/user-core";
import { type Compression, compressionOf } from "./compression.ts";
import type { HeaderList, Protocol } from "./protocol.ts";

/** How a call's messages are compressed. */
export interface Negotiated {
  /** Those of the request; `undefined` if they are not, or not in a way that is known. */
  readonly ofRequest: Compression | undefined;
  /** Those of the answer, where it is worth it; `undefined` if they are not. */
  readonly ofAnswer: Compression | undefined;
  /** What the answer's headers say of it before any message. */
  readonly headers: HeaderList;
}

/** What a request tells of compression, and what there is. */
export interface NegotiateOptions {
  readonly protocol: Protocol;
  readonly headers: RequestHeaders;
  /** Of the request's messages. */
  readonly encoding: string | undefined;
  /** Whether it is a GET, whose answer a cache may keep. */
  readonly byGet: boolean;
  readonly compressions: readonly Compression[];
}

/**
 * Finds how to read a call and how to answer it. Answers are compressed for
 * those who ask compressed, and by GET, where a cache may save it many times.
 *
 * Source: https://connectrpc.com/docs/protocol,
 * https://github.com/grpc/grpc/blob/master/doc/compression.md
 */
export function negotiate(options: NegotiateOptions): Negotiated {
  const { protocol, encoding, byGet } = options;
  const { enveloped, encodingHeader, acceptEncodingHeader } = protocol;
  // Who speaks in base64 can't even read bytes.
  const compressions = protocol.text ? [] : options.compressions;
  const ofRequest = compressionOf(compressions, encoding);
  const accepted = options.headers.get(acceptEncodingHeader);
  const ofAnswer = accepted ? firstOf(compressions, accepted) : ofRequest;
  const headers: HeaderList = [];
  if (byGet) headers.push("vary", acceptEncodingHeader);
  if (enveloped && ofAnswer !== undefined) headers.push(encodingHeader, ofAnswer.name);
  if (encoding !== undefined && ofRequest === undefined && compressions.length > 0) {
    headers.push(acceptEncodingHeader, compressions.map(({ name }) => name).join(", "));
  }
  return { ofRequest, ofAnswer, headers };
}

/** The first that the client names. */
function firstOf(compressions: readonly Compression[], accepted: string): Compression | undefined {
  for (const name of accepted.split(",")) {
    const found = compressionOf(compressions, name.trim());
    if (found !== undefined) return found;
  }
  return undefined;
}

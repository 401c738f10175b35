import type { RequestHeaders, ServiceError } from "@org/user-core";

/** Names and values in turn, as `node:http` and `node:http2` take them. */
export type HeaderList = string[];

/** Values by name, several of one name in an array. */
export type HeaderObject = Readonly<Record<string, string | string[]>>;

/** A whole response. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** HTTP trailers; `undefined` where the protocol has none. */
  readonly trailers: HeaderObject | undefined;
}

/** What comes after the last message of a stream. */
export interface StreamEnd {
  /** A last frame of the body. */
  readonly frame: Uint8Array | undefined;
  /** HTTP trailers. */
  readonly trailers: HeaderObject | undefined;
}

/** How one content type frames messages, errors and metadata. */
export interface Protocol {
  readonly name: "grpc" | "grpc-web" | "connect";
  readonly codec: "proto" | "json";
  /** Of responses. */
  readonly contentType: string;
  /** Whether a message has a prefix of five bytes; a unary Connect body is the message itself. */
  readonly enveloped: boolean;
  /** Whether bodies are in base64. */
  readonly text: boolean;
  /** The header that tells how messages are compressed. */
  readonly encodingHeader: string;
  /** The header that tells how they may be. */
  readonly acceptEncodingHeader: string;
  /**
   * The call's timeout; `undefined` if it has none.
   *
   * @throws ServiceError INVALID_ARGUMENT if the header is malformed.
   */
  readonly timeoutMs: (headers: RequestHeaders) => number | undefined;
  /** The answer of a unary call that succeeded; its message has its envelope, if it has one. */
  readonly succeed: (message: Uint8Array, headers: HeaderList, trailers: Trailers) => Answer;
  /** The answer of a unary call that failed. */
  readonly fail: (error: ServiceError, headers: HeaderList, trailers: Trailers) => Answer;
  /** The end of a stream. */
  readonly endStream: (error: ServiceError | undefined, trailers: Trailers) => StreamEnd;
}

/** Trailers a handler set, if it did. */
export type Trailers = Headers | undefined;

export const noBytes: Uint8Array = new Uint8Array(0);

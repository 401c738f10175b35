import type { Message } from "@bufbuild/protobuf";
import {
  type CallSource,
  isServiceError,
  type PeerCertificate,
  type RequestHeaders,
  ServerCall,
  ServiceError,
} from "@org/user-core";
import { createInflater } from "./inflater.ts";
import type { Codec } from "./protocols/codec.ts";
import { minCompressedBytes } from "./protocols/compression.ts";
import { envelope, flags } from "./protocols/envelope.ts";
import { listOf } from "./protocols/header-list.ts";
import { type Negotiated, negotiate } from "./protocols/negotiate.ts";
import type { HeaderList, Protocol } from "./protocols/protocol.ts";
import { headersTooLarge, unknownEncoding } from "./protocols/refusals.ts";
import type { Route } from "./route.ts";
import type { BodyReader, WireRequest } from "./wires/wire.ts";

/** A request for an RPC, as its head tells. */
export interface CallHead<R extends WireRequest = WireRequest> {
  readonly route: Route;
  readonly protocol: Protocol;
  /** How its messages are compressed; `undefined` if they are not. */
  readonly encoding: string | undefined;
  /** Whether it is a GET, whose answer a cache may keep. */
  readonly byGet: boolean;
  readonly request: R;
  /** What its headers take. */
  readonly headerBytes: number;
}

/**
 * What unary calls and streams over HTTP have in common. Classes because one is
 * made for every request: it is the source of its call and its messages in a
 * single object.
 */
export class HttpCall<R extends WireRequest> implements CallSource {
  readonly deadline: number | undefined;
  protected readonly route: Route;
  protected readonly protocol: Protocol;
  protected readonly request: R;
  protected readonly codec: Codec;
  protected readonly call: ServerCall;
  protected ended = false;
  /** What is wrong with the request's headers: told when its messages are asked for, which authentication comes before. */
  protected refusal: ServiceError | undefined;
  /** How its messages are compressed; `undefined` for most, which are not. */
  protected readonly negotiated: Negotiated | undefined;

  constructor({ route, protocol, encoding, byGet, request, headerBytes }: CallHead<R>) {
    this.route = route;
    this.protocol = protocol;
    this.request = request;
    this.codec = route.codecs[protocol.codec];
    const { compressions, maxMetadataBytes } = route;
    if (headerBytes > maxMetadataBytes) this.refusal = headersTooLarge(maxMetadataBytes);
    if (encoding !== undefined || byGet) {
      const { headers } = request;
      this.negotiated = negotiate({ protocol, headers, encoding, byGet, compressions });
    }
    if (encoding !== undefined && this.negotiated?.ofRequest === undefined) {
      this.refusal ??= unknownEncoding(encoding);
    }
    this.deadline = this.#readDeadline();
    this.call = new ServerCall(route.method.descriptor, this);
  }

  #readDeadline(): number | undefined {
    try {
      const timeoutMs = this.protocol.timeoutMs(this.request.headers);
      return timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
    } catch (error) {
      if (!isServiceError(error)) throw error;
      this.refusal ??= error;
      return undefined;
    }
  }

  get transport(): string {
    return this.protocol.name;
  }

  get peer(): string {
    return this.request.peer;
  }

  get peerCertificate(): PeerCertificate | undefined {
    return this.request.peerCertificate;
  }

  get requestHeaders(): RequestHeaders {
    return this.request.headers;
  }

  /** The client has gone. */
  readonly cancel = (): void => {
    if (!this.ended) this.call.callerGone();
  };

  /** Reads the body, as it is when it is not compressed. */
  protected read(reader: BodyReader, onFailure: (error: ServiceError) => void): void {
    const compression = this.negotiated?.ofRequest;
    if (compression === undefined) {
      this.request.read(reader);
      return;
    }
    const { enveloped } = this.protocol;
    const { maxMessageBytes: maxBytes } = this.route;
    const isOver = () => this.ended || this.call.cancelReason !== undefined;
    const options = { compression, enveloped, maxBytes, isOver, onFailure };
    this.request.read(createInflater(options, reader));
  }

  /** A message as the body has it. */
  protected encode(message: Message): Uint8Array | Promise<Uint8Array> {
    const { enveloped } = this.protocol;
    const bytes = this.codec.serialize(message);
    const compression = this.negotiated?.ofAnswer;
    if (compression === undefined || bytes.length < minCompressedBytes) {
      return enveloped ? envelope(bytes) : bytes;
    }
    const compressed = compression.compress(bytes);
    return enveloped ? compressed.then((few) => envelope(few, flags.compressed)) : compressed;
  }

  protected responseHeaders(): HeaderList {
    const headers = this.call.responseHeadersIfAny;
    const list = headers === undefined ? [] : listOf(headers);
    return this.negotiated === undefined ? list : [...this.negotiated.headers, ...list];
  }
}

/** The error of a response whose headers or trailers HTTP can't carry. */
export function unsendable(): ServiceError {
  return new ServiceError("INTERNAL", "The response's headers or trailers can't be sent", {
    reason: "INTERNAL",
  });
}

import {
  type CallSource,
  isServiceError,
  type RequestHeaders,
  ServerCall,
  ServiceError,
} from "@org/user-core";
import type { Codec } from "./protocols/codec.ts";
import { encodingOf } from "./protocols/encoding.ts";
import { listOf } from "./protocols/header-list.ts";
import type { HeaderList, Protocol } from "./protocols/protocol.ts";
import { headersTooLarge, unknownEncoding } from "./protocols/refusals.ts";
import type { Route } from "./route.ts";
import type { WireRequest } from "./wires/wire.ts";

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

  constructor(route: Route, protocol: Protocol, request: R, headerBytes: number) {
    this.route = route;
    this.protocol = protocol;
    this.request = request;
    this.codec = route.codecs[protocol.codec];
    this.refusal = this.#readRefusal(headerBytes);
    this.deadline = this.#readDeadline();
    this.call = new ServerCall(route.method.descriptor, this);
  }

  #readRefusal(headerBytes: number): ServiceError | undefined {
    const { maxMetadataBytes } = this.route;
    if (headerBytes > maxMetadataBytes) return headersTooLarge(maxMetadataBytes);
    const encoding = encodingOf(this.protocol, this.request);
    return encoding === undefined ? undefined : unknownEncoding(encoding);
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

  get requestHeaders(): RequestHeaders {
    return this.request.headers;
  }

  /** The client has gone. */
  readonly cancel = (): void => {
    if (!this.ended) this.call.callerGone();
  };

  protected responseHeaders(): HeaderList {
    const headers = this.call.responseHeadersIfAny;
    return headers === undefined ? [] : listOf(headers);
  }
}

/** The error of a response whose headers or trailers HTTP can't carry. */
export function unsendable(): ServiceError {
  return new ServiceError("INTERNAL", "The response's headers or trailers can't be sent", {
    reason: "INTERNAL",
  });
}

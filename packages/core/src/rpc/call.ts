import type { DescMethod } from "@bufbuild/protobuf";
import type { PeerCertificate } from "./peer-certificate.ts";
import { bothGuards, type RequestGuard } from "./request-guard.ts";
import { ServiceError } from "./service-error.ts";

/** Who calls, as an authenticator found. */
export interface Principal {
  /** Stable name of the caller, as it appears in logs. */
  readonly name: string;
  /** What it may do, in the words of whoever authorizes: `users:read`. Default: nothing in particular. */
  readonly scopes?: readonly string[];
  /**
   * How long it is known to be who it says, in Unix milliseconds; streams of
   * its end then. Default: for ever.
   */
  readonly expiresAt?: number;
}

/** Request headers by lower-case name. A WHATWG `Headers` is one. */
export interface RequestHeaders {
  /** The header's value, several joined by a comma; `null` if there is none. */
  get(name: string): string | null;
}

/** What a handler and a middleware know of the call they serve. */
export interface Call {
  /** Descriptor of the RPC. */
  readonly method: DescMethod;
  /** What carries the call: `in-process`, `grpc`, … */
  readonly transport: string;
  /** Address of the client, as the transport knows it, or middleware that knows better: `trustProxies`. */
  peer: string;
  /**
   * The certificate that the client has shown, over mutual TLS; `undefined` if
   * it has shown none or none that is trusted. Read from the connection when asked.
   */
  readonly peerCertificate: PeerCertificate | undefined;
  readonly requestHeaders: RequestHeaders;
  /** When the call must have ended, in Unix milliseconds; `undefined` if never. */
  readonly deadline: number | undefined;
  /** Aborted when the call is cancelled, times out or loses its connection, with the `ServiceError` as reason. Made when first read. */
  readonly signal: AbortSignal;
  /** A name for this call in logs and INTERNAL errors. Made when first read. */
  readonly id: string;
  /** Set by an authenticator. */
  principal: Principal | undefined;
  /** Sent before the first message, or by `sendHeaders`. Made when first read. */
  readonly responseHeaders: Headers;
  /** Sent after the last message. Made when first read. */
  readonly responseTrailers: Headers;
  /** Request messages read so far. */
  readonly messagesReceived: number;
  /** Response messages sent so far. */
  readonly messagesSent: number;
  /** Sends the response headers now instead of with the first message. */
  sendHeaders(): void;
  /**
   * Has each request message shown to this function before the handler gets it;
   * what it throws ends the call. For middleware that has yet to proceed; the
   * guards of several are asked in turn.
   */
  guardRequests(guard: RequestGuard): void;
  /** Ends the call with an error, whatever its handler is doing. The first reason counts. */
  cancel(reason: ServiceError): void;
}

/** What a transport tells of a call. Its getters are read when somebody asks. */
export interface CallSource {
  readonly transport: string;
  readonly peer: string;
  /** Of a client that is trusted by it alone: a transport must have verified it. Default: none. */
  readonly peerCertificate?: PeerCertificate | undefined;
  readonly requestHeaders: RequestHeaders;
  /** The caller's deadline in Unix milliseconds; `undefined` if it set none. */
  readonly deadline: number | undefined;
}

/**
 * The one implementation of `Call`, for transports. A class because a call is
 * made for every request: its lazy parts are getters on a prototype.
 */
export class ServerCall implements Call {
  readonly method: DescMethod;
  principal: Principal | undefined = undefined;
  messagesReceived = 0;
  messagesSent = 0;
  /** When the call must have ended; `invoke` lowers it to the service's own limit. */
  deadline: number | undefined;
  /** Why the call was cancelled; `undefined` while it was not. */
  cancelReason: ServiceError | undefined = undefined;
  /** What is asked before the handler gets a request message; `undefined` for nobody. */
  guard: RequestGuard | undefined = undefined;
  /** How `invoke` learns of a cancellation. */
  onCancel: ((reason: ServiceError) => void) | undefined = undefined;
  /** How the transport learns of `sendHeaders`. */
  onSendHeaders: (() => void) | undefined = undefined;
  readonly #source: CallSource;
  #controller: AbortController | undefined = undefined;
  #id: string | undefined = undefined;
  #peer: string | undefined = undefined;
  #responseHeaders: Headers | undefined = undefined;
  #responseTrailers: Headers | undefined = undefined;

  constructor(method: DescMethod, source: CallSource) {
    this.method = method;
    this.deadline = source.deadline;
    this.#source = source;
  }

  get transport(): string {
    return this.#source.transport;
  }

  get peer(): string {
    return this.#peer ?? this.#source.peer;
  }

  set peer(peer: string) {
    this.#peer = peer;
  }

  get peerCertificate(): PeerCertificate | undefined {
    return this.#source.peerCertificate;
  }

  get requestHeaders(): RequestHeaders {
    return this.#source.requestHeaders;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.cancelReason) this.#controller.abort(this.cancelReason);
    }
    return this.#controller.signal;
  }

  get id(): string {
    this.#id ??= crypto.randomUUID();
    return this.#id;
  }

  get responseHeaders(): Headers {
    this.#responseHeaders ??= new Headers();
    return this.#responseHeaders;
  }

  get responseTrailers(): Headers {
    this.#responseTrailers ??= new Headers();
    return this.#responseTrailers;
  }

  /** The response headers if anybody asked for them: a transport need not make any. */
  get responseHeadersIfAny(): Headers | undefined {
    return this.#responseHeaders;
  }

  /** The response trailers if anybody asked for them. */
  get responseTrailersIfAny(): Headers | undefined {
    return this.#responseTrailers;
  }

  sendHeaders(): void {
    this.onSendHeaders?.();
  }

  guardRequests(guard: RequestGuard): void {
    this.guard = this.guard === undefined ? guard : bothGuards(this.guard, guard);
  }

  cancel(reason: ServiceError): void {
    if (this.cancelReason !== undefined) return;
    this.cancelReason = reason;
    this.#controller?.abort(reason);
    this.onCancel?.(reason);
  }

  /** Ends the call because its caller has gone, or gave up when its deadline had passed. */
  callerGone(): void {
    const late = this.deadline !== undefined && Date.now() >= this.deadline;
    this.cancel(late ? deadlineExceeded() : callCancelled());
  }
}

/** The error of a call whose deadline has passed. */
export function deadlineExceeded(): ServiceError {
  return new ServiceError("DEADLINE_EXCEEDED", "Deadline exceeded", {
    reason: "DEADLINE_EXCEEDED",
  });
}

/** The error of a call whose caller has gone. */
export function callCancelled(): ServiceError {
  return new ServiceError("CANCELLED", "Call cancelled", { reason: "CANCELLED" });
}

import { fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { Metadata, type ServerInterceptingCallInterface, status } from "@grpc/grpc-js";
import {
  type BoundMethod,
  type CallIO,
  type CallSource,
  invoke,
  type MessageQueue,
  type PeerCertificate,
  peerCertificateFrom,
  type RequestHeaders,
  ServerCall,
  ServiceError,
} from "@org/user-core";
import { metadataOf, requestHeadersOf, requireSmall } from "./metadata.ts";
import { refuseCall } from "./refused-call.ts";
import { statusOf } from "./status.ts";

/** The part of a grpc-js call that carries a call of ours. */
export type Carrier = Pick<
  ServerInterceptingCallInterface,
  | "start"
  | "startRead"
  | "sendMetadata"
  | "sendMessage"
  | "sendStatus"
  | "getDeadline"
  | "getConnectionInfo"
  | "getAuthContext"
>;

/** Serves one call, from its headers to its status. */
export function serveCall(method: BoundMethod, carrier: Carrier): void {
  const call = new GrpcCall(method, carrier);
  const refusal = method.admit?.(method.descriptor, call);
  if (refusal === undefined) carrier.start(call);
  else refuseCall(carrier, refusal);
}

/** Bytes of request messages that one stream holds before it reads no further. */
const receiveCapacity = 64 * 1024;
/** Kept, a field of three bytes that nobody knows would take two hundred: a GB in a few messages. */
const requestFields = { readUnknownFields: false };
/** Response messages of one stream on their way before its handler waits. */
const sendWindow = 32;

/**
 * One call between grpc-js, which pushes, and `invoke`, which pulls. A class
 * because one is made for every request: it is the listener, the source and the
 * messages of its call in a single object.
 */
class GrpcCall implements CallIO, CallSource {
  readonly transport = "grpc";
  readonly receiveCapacity = receiveCapacity;
  readonly #method: BoundMethod;
  readonly #carrier: Carrier;
  #metadata: Metadata | undefined;
  #call: ServerCall | undefined;
  #headersSent = false;
  #ended = false;
  /** Where request messages go: into a queue, or the one message to its receiver. */
  #queue: MessageQueue<Message> | undefined;
  #received: Buffer | undefined;
  #resolveReceive: ((message: Message) => void) | undefined;
  #unsent = 0;
  #onSent: (() => void) | undefined;

  constructor(method: BoundMethod, carrier: Carrier) {
    this.#method = method;
    this.#carrier = carrier;
  }

  // The source of the call.

  get peer(): string {
    // As it was when the call came: a connection that is gone has none.
    const { remoteAddress = "unknown", remotePort } = this.#carrier.getConnectionInfo();
    if (remotePort === undefined) return remoteAddress;
    // In brackets, or nobody can tell an IPv6 address from its port.
    const host = remoteAddress.includes(":") ? `[${remoteAddress}]` : remoteAddress;
    return `${host}:${remotePort}`;
  }

  get peerCertificate(): PeerCertificate | undefined {
    // What grpc-js has verified; it has none of others.
    return peerCertificateFrom(this.#carrier.getAuthContext().sslPeerCertificate);
  }

  get deadline(): number | undefined {
    const deadline = Number(this.#carrier.getDeadline());
    return deadline === Number.POSITIVE_INFINITY ? undefined : deadline;
  }

  get requestHeaders(): RequestHeaders {
    return requestHeadersOf(this.#metadata ?? new Metadata());
  }

  // The listener of grpc-js.

  onReceiveMetadata(metadata: Metadata): void {
    this.#metadata = metadata;
    const call = new ServerCall(this.#method.descriptor, this);
    call.onSendHeaders = () => this.#sendHeaders();
    this.#call = call;
    invoke(this.#method, call, this).then(
      () => this.#succeed(),
      (error: ServiceError) => this.#fail(error),
    );
  }

  onReceiveMessage(bytes: Buffer): void {
    if (this.#queue) {
      const full = this.#enqueue(bytes, this.#queue);
      if (full) void full.then(() => this.#carrier.startRead());
      else this.#carrier.startRead();
    } else if (this.#received) {
      this.#refuse("The client sent a second request message", "UNIMPLEMENTED");
    } else {
      this.#received = bytes;
      this.#carrier.startRead();
    }
  }

  onReceiveHalfClose(): void {
    // grpc-js tells of it also after a status was sent.
    if (this.#ended) return;
    if (this.#queue) {
      this.#queue.end();
    } else if (this.#received) {
      const message = this.#decode(this.#received);
      if (message) this.#resolveReceive?.(message);
    } else {
      this.#refuse("The client sent no request message", "UNIMPLEMENTED");
    }
  }

  onCancel(): void {
    if (!this.#ended) this.#call?.callerGone();
  }

  // What `invoke` reads and writes.

  receive(): Promise<Message> {
    requireSmall(this.#metadata);
    return new Promise((resolve) => {
      this.#resolveReceive = resolve;
      this.#carrier.startRead();
    });
  }

  receiveInto(queue: MessageQueue<Message>): void {
    requireSmall(this.#metadata);
    this.#queue = queue;
    this.#carrier.startRead();
  }

  send(message: Message): undefined | Promise<void> {
    if (this.#ended) return undefined;
    // Here and not in grpc-js, so that what can't be encoded is an error like any other.
    const bytes = toBinary(this.#method.descriptor.output, message);
    this.#sendHeaders();
    this.#unsent += 1;
    this.#carrier.sendMessage(bytes, () => this.#sent());
    if (this.#unsent < sendWindow) return undefined;
    return new Promise((resolve) => {
      this.#onSent = resolve;
    });
  }

  #sent(): void {
    this.#unsent -= 1;
    this.#release();
  }

  #release(): void {
    this.#onSent?.();
    this.#onSent = undefined;
  }

  #enqueue(bytes: Buffer, queue: MessageQueue<Message>): undefined | Promise<void> {
    const message = this.#decode(bytes);
    // What a message takes besides its bytes counts too, or empty ones would be free.
    return message && queue.write(message, bytes.length + 32);
  }

  #decode(bytes: Buffer): Message | undefined {
    try {
      return fromBinary(this.#method.descriptor.input, bytes, requestFields);
    } catch (cause) {
      this.#refuse("The request message is malformed", "INVALID_ARGUMENT", cause);
      return undefined;
    }
  }

  #refuse(message: string, code: "INVALID_ARGUMENT" | "UNIMPLEMENTED", cause?: unknown): void {
    this.#call?.cancel(new ServiceError(code, message, { reason: "INVALID_REQUEST", cause }));
  }

  #sendHeaders(): void {
    if (this.#headersSent) return;
    const headers = metadataOf(this.#call?.responseHeadersIfAny);
    this.#headersSent = true;
    this.#carrier.sendMetadata(headers);
  }

  /**
   * A unary call's status waits until its message is out: sent at once, it costs grpc-js another
   * round through the socket. The call has ended all the same: who does not read its answer keeps
   * nobody's place.
   */
  #succeed(): void {
    const waits = this.#unsent > 0 && this.#method.descriptor.methodKind === "unary";
    if (waits) this.#onSent = () => this.#sendOk();
    else this.#sendOk();
  }

  #sendOk(): void {
    try {
      // A stream without messages has headers all the same.
      this.#sendHeaders();
      const trailers = this.#call?.responseTrailersIfAny;
      const metadata = trailers ? metadataOf(trailers) : null;
      this.#ended = true;
      this.#carrier.sendStatus({ code: status.OK, details: "OK", metadata });
    } catch {
      this.#failUntold();
    }
  }

  #fail(error: ServiceError): void {
    this.#ended = true;
    try {
      this.#carrier.sendStatus(statusOf(error, metadataOf(this.#call?.responseTrailersIfAny)));
    } catch {
      this.#failUntold();
    }
    // A handler that waits for its messages to be sent finds the call ended.
    this.#release();
  }

  /** Ends a call whose headers or trailers are such as HTTP/2 can't carry. */
  #failUntold(): void {
    this.#ended = true;
    const details = "The response's headers or trailers can't be sent";
    this.#carrier.sendStatus({ code: status.INTERNAL, details, metadata: null });
  }
}

import type { Message } from "@bufbuild/protobuf";
import { type CallIO, invoke, type ServiceError } from "@org/user-core";
import { type CallHead, HttpCall, unsendable } from "./http-call.ts";
import { isOneEnvelope, prefixBytes } from "./protocols/envelope.ts";
import { type Answer, type HeaderList, noBytes } from "./protocols/protocol.ts";
import { createMessageReader } from "./read-messages.ts";
import type { BodyReader, WireRequest } from "./wires/wire.ts";

/** A unary call under way. */
export interface UnaryExchange {
  /** Never fails: a call that does has an answer too. */
  readonly answer: Promise<Answer>;
  /** The client has gone. */
  readonly cancel: () => void;
}

/**
 * The short way of unary calls: of the request's headers and body makes the
 * response's status, headers, body and trailers. The body is not read before
 * every middleware has proceeded.
 */
export function answerUnary(head: CallHead): UnaryExchange {
  const exchange = new UnaryCall(head);
  return { answer: exchange.run(), cancel: exchange.cancel };
}

class UnaryCall extends HttpCall<WireRequest> implements CallIO, BodyReader {
  readonly receiveCapacity = 0;
  #response: Uint8Array = noBytes;
  /** How the whole response is compressed; an envelope tells of its message itself. */
  #encoding: HeaderList | undefined;
  /** The body while it is one plain message in one piece, as most are. */
  #body: Uint8Array | undefined;
  /** Reads any other. */
  #reader: BodyReader | undefined;
  #resolve: ((message: Message) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  run(): Promise<Answer> {
    return invoke(this.route.method, this.call, this).then(
      () => this.#succeed(),
      (error: ServiceError) => this.#fail(error),
    );
  }

  receive(): Promise<Message> {
    if (this.refusal) throw this.refusal;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      // What was compressed comes in pieces of one message each.
      this.read(this.negotiated?.ofRequest === undefined ? this : this.#readAny(), reject);
    });
  }

  push(chunk: Uint8Array): undefined {
    if (this.#reader === undefined && this.#body === undefined && this.#isMessage(chunk)) {
      this.#body = chunk;
    } else {
      this.#readAny().push(chunk);
    }
  }

  end(): void {
    if (this.#body === undefined) {
      this.#readAny().end();
      return;
    }
    try {
      const { enveloped } = this.protocol;
      this.#resolve?.(this.codec.parse(enveloped ? this.#body.subarray(prefixBytes) : this.#body));
    } catch (error) {
      this.#reject?.(error);
    }
  }

  #isMessage(chunk: Uint8Array): boolean {
    const { enveloped, text } = this.protocol;
    if (chunk.length > this.route.maxMessageBytes || text) return false;
    return !enveloped || isOneEnvelope(chunk);
  }

  #readAny(): BodyReader {
    if (this.#reader === undefined) {
      const fail = (error: ServiceError) => this.#reject?.(error);
      const done = (message: Message) => this.#resolve?.(message);
      this.#reader = createMessageReader(this.route, this.protocol, done, fail);
      if (this.#body !== undefined) this.#reader.push(this.#body);
      this.#body = undefined;
    }
    return this.#reader;
  }

  receiveInto(): never {
    throw new TypeError("A unary call has no request stream");
  }

  send(message: Message): undefined | Promise<void> {
    const encoded = this.encode(message);
    if (!(encoded instanceof Promise)) {
      this.#response = encoded;
      return undefined;
    }
    return encoded.then((bytes) => {
      this.#response = bytes;
      const { enveloped, encodingHeader } = this.protocol;
      if (!enveloped) this.#encoding = [encodingHeader, this.negotiated?.ofAnswer?.name ?? ""];
    });
  }

  #succeed(): Answer {
    this.ended = true;
    return this.#attempt(() => {
      const trailers = this.call.responseTrailersIfAny;
      const own = this.responseHeaders();
      const headers = this.#encoding === undefined ? own : [...this.#encoding, ...own];
      return this.protocol.succeed(this.#response, headers, trailers);
    });
  }

  #fail(error: ServiceError): Answer {
    this.ended = true;
    return this.#attempt(() => {
      const trailers = this.call.responseTrailersIfAny;
      return this.protocol.fail(error, this.responseHeaders(), trailers);
    });
  }

  #attempt(make: () => Answer): Answer {
    try {
      return make();
    } catch {
      return this.protocol.fail(unsendable(), [], undefined);
    }
  }
}

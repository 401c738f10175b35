import type { Message } from "@bufbuild/protobuf";
import { type CallIO, invoke, type MessageQueue, type ServiceError } from "@org/user-core";
import { createFrameWriter, type FrameWriter } from "./frame-writer.ts";
import { type CallHead, HttpCall, unsendable } from "./http-call.ts";
import { base64Body } from "./protocols/base64.ts";
import { type HeaderList, noBytes, type StreamEnd } from "./protocols/protocol.ts";
import { createMessageReader, readMessages } from "./read-messages.ts";
import type { BodyReader, Wire } from "./wires/wire.ts";

/** Serves a call of one of the streaming kinds, from its headers to its end. */
export function serveStream(head: CallHead<Wire>): void {
  new StreamCall(head).run();
}

/** Bytes of request messages that one stream holds before it reads no further. */
const receiveCapacity = 64 * 1024;

class StreamCall extends HttpCall<Wire> implements CallIO {
  readonly receiveCapacity = receiveCapacity;
  readonly #frames: FrameWriter = createFrameWriter(this.request);
  #started = false;

  run(): void {
    this.request.onGone = this.cancel;
    this.call.onSendHeaders = () => {
      if (!this.ended) this.#start();
    };
    invoke(this.route.method, this.call, this).then(
      () => this.#end(undefined),
      (error: ServiceError) => this.#end(error),
    );
  }

  receive(): Promise<Message> {
    if (this.refusal) throw this.refusal;
    return new Promise((resolve, reject) => {
      this.read(createMessageReader(this.route, this.protocol, resolve, reject), reject);
    });
  }

  receiveInto(queue: MessageQueue<Message>): void {
    if (this.refusal) throw this.refusal;
    const fail = (error: ServiceError) => this.call.cancel(error);
    const body = { read: (reader: BodyReader) => this.read(reader, fail) };
    readMessages(this.route, this.protocol, body, queue, fail);
  }

  send(message: Message): undefined | Promise<void> {
    if (this.ended) return undefined;
    const frame = this.encode(message);
    return frame instanceof Promise ? frame.then((bytes) => this.#send(bytes)) : this.#send(frame);
  }

  #send(frame: Uint8Array): undefined | Promise<void> {
    if (this.ended) return undefined;
    this.#start();
    return this.#frames.write(this.#encoded(frame));
  }

  #encoded(frame: Uint8Array): Uint8Array {
    return this.protocol.text ? base64Body(frame) : frame;
  }

  #start(): void {
    if (this.#started) return;
    this.request.start(200, this.#headers());
    this.#started = true;
  }

  #headers(): HeaderList {
    return ["content-type", this.protocol.contentType, ...this.responseHeaders()];
  }

  #end(error: ServiceError | undefined): void {
    if (this.ended) return;
    this.ended = true;
    try {
      const end = this.protocol.endStream(error, this.call.responseTrailersIfAny);
      this.#finish(end, this.#started ? [] : this.#headers());
    } catch {
      // Headers or trailers are such as HTTP can't carry.
      const end = this.protocol.endStream(unsendable(), undefined);
      this.#finish(end, ["content-type", this.protocol.contentType]);
    }
  }

  #finish({ frame, trailers }: StreamEnd, headers: HeaderList): void {
    const last = frame === undefined ? noBytes : this.#encoded(frame);
    if (this.#started) {
      this.#frames.end(last);
      this.request.end(trailers);
    } else {
      this.request.answer({ status: 200, headers, body: last, trailers });
    }
  }
}

import type { Message } from "@bufbuild/protobuf";
import { type CallIO, invoke, type MessageQueue, type ServiceError } from "@org/user-core";
import { createFrameWriter, type FrameWriter } from "./frame-writer.ts";
import { HttpCall, unsendable } from "./http-call.ts";
import { base64Body } from "./protocols/base64.ts";
import { envelope } from "./protocols/envelope.ts";
import { type HeaderList, noBytes, type Protocol, type StreamEnd } from "./protocols/protocol.ts";
import { createMessageReader, readMessages } from "./read-messages.ts";
import type { Route } from "./route.ts";
import type { Wire } from "./wires/wire.ts";

/** Serves a call of one of the streaming kinds, from its headers to its end. */
export function serveStream(route: Route, protocol: Protocol, wire: Wire): void {
  new StreamCall(route, protocol, wire, wire.headerBytes()).run();
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
      this.request.read(createMessageReader(this.route, this.protocol, resolve, reject));
    });
  }

  receiveInto(queue: MessageQueue<Message>): void {
    if (this.refusal) throw this.refusal;
    readMessages(this.route, this.protocol, this.request, queue, (error) =>
      this.call.cancel(error),
    );
  }

  send(message: Message): undefined | Promise<void> {
    if (this.ended) return undefined;
    const frame = this.#encoded(envelope(this.codec.serialize(message)));
    this.#start();
    return this.#frames.write(frame);
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

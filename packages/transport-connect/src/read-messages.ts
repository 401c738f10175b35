import type { Message } from "@bufbuild/protobuf";
import type { MessageQueue, ServiceError } from "@org/user-core";
import { createBase64Reader } from "./protocols/base64.ts";
import { createBodyReader } from "./protocols/body-reader.ts";
import { createEnvelopeReader, flags } from "./protocols/envelope.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { invalidArgument, notOneMessage } from "./protocols/refusals.ts";
import type { Route } from "./route.ts";
import type { BodyReader, WireRequest } from "./wires/wire.ts";

/** Makes a reader of a request's one message. */
export function createMessageReader(
  route: Route,
  protocol: Protocol,
  onMessage: (message: Message) => void,
  onFailure: (error: ServiceError) => void,
): BodyReader {
  const codec = route.codecs[protocol.codec];
  let message: Message | undefined;
  const source = protocol.enveloped
    ? envelopes(route, protocol, (bytes) => {
        if (message) throw notOneMessage("The client sent a second request message");
        message = codec.parse(bytes);
      })
    : createBodyReader(route.maxMessageBytes, (bytes) => {
        message = codec.parse(bytes);
      });
  const end = () => {
    if (message === undefined) throw notOneMessage("The client sent no request message");
    onMessage(message);
  };
  return guarded(source, end, onFailure);
}

/** Reads the messages of a request into a queue, no faster than it is read. */
export function readMessages(
  route: Route,
  protocol: Protocol,
  request: Pick<WireRequest, "read">,
  queue: MessageQueue<Message>,
  onFailure: (error: ServiceError) => void,
): void {
  const codec = route.codecs[protocol.codec];
  let full: undefined | Promise<void>;
  const source = envelopes(route, protocol, (bytes) => {
    // What a message takes besides its bytes counts too, or empty ones would be free.
    full = queue.write(codec.parse(bytes), bytes.length + messageOverheadBytes) ?? full;
  });
  const reader = guarded(source, queue.end, onFailure);
  request.read({
    push(chunk) {
      full = undefined;
      reader.push(chunk);
      return full;
    },
    end: reader.end,
  });
}

const messageOverheadBytes = 32;

interface Source {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** The messages in a body of envelopes. */
function envelopes(
  { maxMessageBytes }: Route,
  { name, text }: Protocol,
  onMessage: (bytes: Uint8Array) => void,
): Source {
  const endFlag = { grpc: 0, "grpc-web": flags.webTrailers, connect: flags.connectEnd }[name];
  const reader = createEnvelopeReader(maxMessageBytes, (flag, bytes) => {
    if (flag & flags.compressed) {
      throw invalidArgument("A request message is compressed, and no header says how");
    }
    // A client's trailers say nothing.
    if (!(flag & endFlag)) onMessage(bytes);
  });
  if (!text) return reader;
  const decoder = createBase64Reader(reader.push);
  return {
    push: decoder.push,
    end() {
      decoder.end();
      reader.end();
    },
  };
}

/** A reader whose first error ends it; what comes after is dropped. */
function guarded(
  source: Source,
  onEnd: () => void,
  onFailure: (error: ServiceError) => void,
): BodyReader {
  let failed = false;
  const attempt = (work: () => void) => {
    if (failed) return;
    try {
      work();
    } catch (error) {
      failed = true;
      // Readers and codecs throw nothing else.
      onFailure(error as ServiceError);
    }
  };
  return {
    push(chunk) {
      attempt(() => source.push(chunk));
      return undefined;
    },
    end() {
      attempt(() => {
        source.end();
        onEnd();
      });
    },
  };
}

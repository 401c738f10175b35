import { type DescMessage, fromBinary, fromJsonString, type Message } from "@bufbuild/protobuf";
import type { Protocol } from "../packages/transport-connect/src/protocols/protocol.ts";
import { expectedEnvelopes } from "./expected-envelopes.ts";
import type { BodyReading } from "./read-body.ts";

/** How a body is to be read. */
export interface ExpectedOptions {
  readonly protocol: Protocol;
  readonly schema: DescMessage;
  readonly maxBytes: number;
  /** Whether there is to be one message, no fewer and no more. */
  readonly isOne: boolean;
}

/** What the specifications say of a body that is all there; in text, of one that is base64. */
export function expectedMessages(body: Uint8Array, options: ExpectedOptions): BodyReading {
  const { protocol, maxBytes } = options;
  if (!protocol.enveloped) {
    if (body.length > maxBytes) return { messages: [], end: "RESOURCE_EXHAUSTED" };
    const message = parsed(body, options);
    const isRead = message !== undefined;
    return { messages: isRead ? [message] : [], end: isRead ? "whole" : "INVALID_ARGUMENT" };
  }
  return ofEnvelopes(body, options);
}

const endFlags = { grpc: 0, "grpc-web": 0x80, connect: 0x02 } as const;

function ofEnvelopes(body: Uint8Array, options: ExpectedOptions): BodyReading {
  const { protocol, maxBytes, isOne } = options;
  const read = expectedEnvelopes(body, maxBytes);
  const messages: Message[] = [];
  const refused = (end: string) => ({ messages: isOne ? [] : messages, end });
  for (const [flag, bytes] of read.messages) {
    if (flag & 1) return refused("INVALID_ARGUMENT");
    if (flag & endFlags[protocol.name]) continue;
    if (isOne && messages.length > 0) return refused("UNIMPLEMENTED");
    const message = parsed(bytes, options);
    if (message === undefined) return refused("INVALID_ARGUMENT");
    messages.push(message);
  }
  if (read.end !== "whole") return refused(read.end);
  return isOne && messages.length === 0 ? refused("UNIMPLEMENTED") : { messages, end: "whole" };
}

function parsed(bytes: Uint8Array, { protocol, schema }: ExpectedOptions): Message | undefined {
  try {
    if (protocol.codec === "proto") return fromBinary(schema, bytes);
    const text = new TextDecoder().decode(bytes);
    return fromJsonString(schema, text, { ignoreUnknownFields: true });
  } catch {
    return undefined;
  }
}

import assert from "node:assert/strict";
import type { Message } from "@bufbuild/protobuf";
import { createMessageQueue, isServiceError, type ServiceError } from "@org/user-core";
import type { Protocol } from "../packages/transport-connect/src/protocols/protocol.ts";
import {
  createMessageReader,
  readMessages,
} from "../packages/transport-connect/src/read-messages.ts";
import type { Route } from "../packages/transport-connect/src/route.ts";
import type { BodyReader } from "../packages/transport-connect/src/wires/wire.ts";

const codes = new Set(["INVALID_ARGUMENT", "RESOURCE_EXHAUSTED", "UNIMPLEMENTED"]);

/** What was read of a body. */
export interface BodyReading {
  readonly messages: readonly Message[];
  /** `whole`, or the code of its refusal. */
  readonly end: string;
}

function give(reader: BodyReader, chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
}

function failureOf(error: ServiceError): string {
  assert.ok(isServiceError(error), `${error}`);
  assert.ok(codes.has(error.code), error.code);
  return error.code;
}

/** Reads a body as that of a call with one request. */
export function readOne(
  route: Route,
  protocol: Protocol,
  chunks: readonly Uint8Array[],
): BodyReading {
  const messages: Message[] = [];
  const ends: string[] = [];
  const done = (message: Message) => {
    messages.push(message);
    ends.push("whole");
  };
  give(
    createMessageReader(route, protocol, done, (error) => ends.push(failureOf(error))),
    chunks,
  );
  // Told once, whatever comes.
  assert.equal(ends.length, 1);
  return { messages, end: ends[0] ?? "" };
}

/** Reads a body as a stream of requests. */
export async function readAll(
  route: Route,
  protocol: Protocol,
  chunks: readonly Uint8Array[],
): Promise<BodyReading> {
  const queue = createMessageQueue<Message>(1 << 20);
  let end = "whole";
  const request = {
    headers: new Headers(),
    peer: "",
    read: (reader: BodyReader) => give(reader, chunks),
  };
  readMessages(route, protocol, request, queue, (error) => {
    end = failureOf(error);
    queue.end();
  });
  const messages: Message[] = [];
  for await (const message of queue.stream) messages.push(message);
  return { messages, end };
}

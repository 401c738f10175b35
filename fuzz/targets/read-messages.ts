import assert from "node:assert/strict";
import { type DescMessage, toJsonString } from "@bufbuild/protobuf";
import { createMemoryStore, createUserService } from "@org/user-core";
import { protocolOf } from "../../packages/transport-connect/src/protocols/content-type.ts";
import { createRoutes } from "../../packages/transport-connect/src/route.ts";
import { decodedText } from "../decoded-text.ts";
import { expectedMessages } from "../expected-messages.ts";
import { createInput, cut } from "../input.ts";
import { type BodyReading, readAll, readOne } from "../read-body.ts";
import type { FuzzTarget } from "../target.ts";

const maxMessageBytes = 256;
const { services } = createUserService({ store: createMemoryStore() });
const routes = createRoutes(services, { maxMessageBytes });

const prefix = "/userservice.v1.UserService";
const enveloped = ["application/grpc", "application/grpc-web+json", "application/grpc-web-text"];
const streams = ["application/connect+proto", "application/connect+json", ...enveloped];

/** Calls with one request and with many. */
const calls = [
  {
    route: routes.get(`${prefix}/CreateUser`),
    isUnary: true,
    contentTypes: ["application/proto", "application/json", ...enveloped],
    read: readOne,
  },
  {
    route: routes.get(`${prefix}/WatchUserUpdates`),
    isUnary: false,
    contentTypes: streams,
    read: readOne,
  },
  {
    route: routes.get(`${prefix}/BatchCreateUsers`),
    isUnary: false,
    contentTypes: streams,
    read: readAll,
  },
] as const;

/** Bodies of every protocol: the same messages or the same refusal, whatever the pieces. */
export const target: FuzzTarget = {
  words: [
    "{}",
    '{"userId":1}',
    "\0\0\0\0\u0002{}",
    "\u0080\0\0\0\0",
    "\u0002\0\0\0\0",
    '"email":"a"',
    "AAAAAAA=",
  ],
  async run(data) {
    const input = createInput(data);
    const { route, isUnary, contentTypes, read } = calls[input.byte() % calls.length] ?? calls[0];
    const contentType = contentTypes[input.byte() % contentTypes.length] ?? "";
    const protocol = protocolOf(contentType, isUnary);
    assert.ok(route && protocol);
    const { whole, chunks } = cut(input);
    const schema = route.method.descriptor.input;
    const options = { protocol, schema, maxBytes: maxMessageBytes, isOne: read === readOne };
    const body = protocol.text ? decodedText(whole) : whole;
    const expected = body && plain(schema, expectedMessages(body, options));
    for (const pieces of [[whole], chunks]) {
      const reading = plain(schema, await read(route, protocol, pieces));
      // What is no base64 may come to light before or after what is wrong with what is.
      if (expected !== undefined) assert.deepEqual(reading, expected);
      else assert.notEqual(reading.end, "whole");
    }
  },
};

function plain(schema: DescMessage, { messages, end }: BodyReading) {
  return { end, messages: messages.map((message) => toJsonString(schema, message)) };
}

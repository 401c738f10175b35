import { type DescMethod, toBinary, toJsonString } from "@bufbuild/protobuf";
import fc from "fast-check";
import { messageOf } from "./differential-messages.fixture.ts";

/** A message in its envelope. */
export interface Frame {
  readonly flag: number;
  readonly payload: Uint8Array;
  /** How much longer the prefix says it is. */
  readonly lie: number;
}

/** How a body is made. */
export interface Shape {
  readonly codec: "proto" | "json";
  /** Whether messages have envelopes. */
  readonly enveloped: boolean;
  /** Whether the call has one request. */
  readonly one: boolean;
}

export const maxMessageBytes = 200;

const encoder = new TextEncoder();

/** A body as frames, of which bytes are missing or added at the end. */
export interface Body {
  readonly frames: readonly Frame[];
  readonly garbage: Uint8Array;
  /** Which part of its bytes, from 0 to 1, arrives. */
  readonly cut: number;
}

/** Bodies of requests of this method, right ones and wrong ones. */
export function bodyOf(method: DescMethod, shape: Shape): fc.Arbitrary<Body> {
  const frame = frameOf(method, shape);
  const usual = shape.one ? { minLength: 1, maxLength: 1 } : { maxLength: 4 };
  const frames = fc.oneof(
    { weight: 9, arbitrary: fc.array(frame, usual) },
    { weight: 1, arbitrary: fc.array(frame, { maxLength: 3 }) },
  );
  return fc.record({
    frames: shape.enveloped ? frames : fc.array(frame, { minLength: 1, maxLength: 1 }),
    garbage: rarely(new Uint8Array(), fc.uint8Array({ maxLength: 8 })),
    cut: rarely(1, fc.double({ min: 0, max: 1, noNaN: true })),
  });
}

/** The body's bytes. */
export function bytesOf({ frames, garbage, cut }: Body, enveloped: boolean): Uint8Array {
  const encoded = frames.map((frame) => (enveloped ? encode(frame) : frame.payload));
  const bytes = Buffer.concat([...encoded, garbage]);
  return new Uint8Array(bytes.subarray(0, Math.ceil(bytes.length * cut)));
}

/** A frame's bytes. */
export function encode({ flag, payload, lie }: Frame): Uint8Array {
  const bytes = Buffer.alloc(5 + payload.length);
  bytes[0] = flag;
  bytes.writeUInt32BE(Math.max(0, Math.min(payload.length + lie, 2 ** 32 - 1)), 1);
  bytes.set(payload, 5);
  return bytes;
}

function frameOf(method: DescMethod, { codec }: Shape): fc.Arbitrary<Frame> {
  const sound = messageOf(method.input).map((message) =>
    codec === "proto"
      ? toBinary(method.input, message)
      : encoder.encode(toJsonString(method.input, message)),
  );
  const payload = fc.oneof(
    { weight: 12, arbitrary: sound },
    { weight: 2, arbitrary: wrong[codec] },
    {
      weight: 1,
      arbitrary: sound.chain((bytes) =>
        fc.nat({ max: bytes.length }).map((end) => bytes.subarray(0, end)),
      ),
    },
    {
      weight: 1,
      arbitrary: sound.chain((bytes) => sizes.map((size) => padding[codec](bytes, size))),
    },
  );
  return fc.record({
    flag: rarely(
      0,
      fc.oneof(fc.constantFrom(1, 2, 3, 0x80, 0x81, 0x82, 4, 0x40), fc.nat({ max: 255 })),
    ),
    payload,
    lie: rarely(
      0,
      fc.oneof(fc.integer({ min: -6, max: 6 }), fc.constantFrom(300, 2 ** 31, 2 ** 32)),
    ),
  });
}

function rarely<T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

/** Round the limit. */
const sizes = fc.constantFrom(maxMessageBytes - 1, maxMessageBytes, maxMessageBytes + 1, 1_000);

/** The same message in so many bytes, where there is room for more. */
const padding = {
  proto(bytes: Uint8Array, size: number): Uint8Array {
    // The tag of a field no message has, of any length, and two bytes of length.
    const room = size - bytes.length - 3;
    if (room < 128) return bytes;
    return Buffer.concat([
      bytes,
      Buffer.of(0x7a, 0x80 | (room & 0x7f), room >> 7),
      Buffer.alloc(room),
    ]);
  },
  json(bytes: Uint8Array, size: number): Uint8Array {
    return Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length), " ")]);
  },
};

const bytes = (...values: number[]) => Uint8Array.from(values);

/** What is no message, or an odd one, of any type. */
const wrong = {
  proto: fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    // Bad UTF-8, a length beyond the end, a group that never ends, a field of another type.
    fc.constantFrom(bytes(0x0a, 1, 0xff), bytes(0x12, 9), bytes(0x0b), bytes(0x0a, 2, 8, 1)),
  ),
  json: fc.oneof(
    fc
      .constantFrom(
        ...["", "{", "null", "[]", "7", '{"nope":1}', '{"email":"a","nope":{"x":[]}}', "{}x"],
        ...['{"email":7}', '{"userId":"7"}', '{"user_id":1.5}', '{"userId":null}', "\ufeff{}"],
        ...['{"email":"a","email":"b"}', '{"name":"\\ud800"}', '{"__proto__":{}}'],
      )
      .map((json) => encoder.encode(json)),
    fc.constant(
      Buffer.concat([encoder.encode('{"email":"'), bytes(0xff, 0xc3), encoder.encode('"}')]),
    ),
    fc.uint8Array({ maxLength: 12 }),
  ),
};

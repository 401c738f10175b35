import { connectRaw, type RawConnection } from "./raw-socket.fixture.ts";

/** Source: RFC 9113, section 6. */
export const types = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Source: RFC 9113, section 6. */
export const frameFlags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

export const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** A frame as it was sent. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Writes a frame, whatever it says. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = new Uint8Array(),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A number in four bytes. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A header list as literals that nobody remembers: RFC 7541, section 6.2.2. */
export function hpack(headers: Iterable<readonly [string, string]>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of headers) parts.push(Buffer.from([0]), text(name), text(value));
  return Buffer.concat(parts);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** With a prefix of seven bits: RFC 7541, section 5.1. */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** The headers of a call of GetUser. */
export const callHeaders: readonly (readonly [string, string])[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/userservice.v1.UserService/GetUser"],
  [":authority", "localhost"],
  ["content-type", "application/grpc"],
  ["te", "trailers"],
];

/** A connection on which a test writes frames. */
export interface RawHttp2 extends RawConnection {
  /** The frames that the server has sent. */
  frames(): Frame[];
  /** Codes of the GOAWAY frames that it has sent. */
  goaways(): number[];
  /** Streams that it has reset. */
  resets(): { readonly stream: number; readonly code: number }[];
  /** Streams whose responses have begun. */
  responses(): number[];
  /** How many bytes it lets a stream send, those that were sent included. */
  window(stream: number): number;
}

/** Connects and says what a client says first. */
export async function connectRawHttp2(port: number): Promise<RawHttp2> {
  return overRaw(await connectRaw(port));
}

/** Says on a connection what a client says first. */
export function overRaw(raw: RawConnection): RawHttp2 {
  raw.send(preface);
  raw.send(frame(types.settings, 0, 0));
  const frames = () => framesOf(raw.received());
  return {
    ...raw,
    frames,
    goaways: () =>
      frames()
        .filter(({ type }) => type === types.goaway)
        .map(({ payload }) => payload.readUInt32BE(4)),
    resets: () =>
      frames()
        .filter(({ type }) => type === types.reset)
        .map(({ stream, payload }) => ({ stream, code: payload.readUInt32BE(0) })),
    window: (id) =>
      frames()
        .filter(({ type, stream }) => type === types.windowUpdate && stream === id)
        .reduce((sum, { payload }) => sum + payload.readUInt32BE(0), 65_535),
    responses: () => [
      ...new Set(frames().flatMap(({ type, stream }) => (type === types.headers ? [stream] : []))),
    ],
  };
}

function framesOf(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + 9 <= bytes.length; ) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    if (end > bytes.length) break;
    frames.push({
      type: bytes.readUInt8(at + 3),
      flags: bytes.readUInt8(at + 4),
      stream: bytes.readUInt32BE(at + 5) & 0x7fffffff,
      payload: bytes.subarray(at + 9, end),
    });
    at = end;
  }
  return frames;
}

import { brotliCompressSync, gzipSync } from "node:zlib";
import type { DescMethod, Message } from "@bufbuild/protobuf";
import fc from "fast-check";
import type { Body } from "./differential-bodies.fixture.ts";
import {
  acceptHeaderOf,
  type CallRequest,
  oddEncoding,
  requestOf,
  shapeOf,
  unaryMethods,
} from "./differential-requests.fixture.ts";
import { scriptOf } from "./differential-scripts.fixture.ts";
import type { Script } from "./differential-service.fixture.ts";
import { plainly } from "./differential-speech.fixture.ts";

const packers = { gzip: gzipSync, br: brotliCompressSync };
const known = ["gzip", "br"] as const;

/** Calls to a server that knows gzip and Brotli, compressed as they say and otherwise. */
export function compressedRequestOf(method: DescMethod): fc.Arbitrary<CallRequest> {
  const plain = requestOf(method).filter(({ speech }) => !speech.text);
  return plain.chain((request) =>
    fc
      .record({
        packing: fc.constantFrom(...known),
        encoding: fc.option(fc.oneof(fc.constantFrom("br", undefined), oddEncoding), { freq: 9 }),
        leaves: fc.array(fc.boolean(), { maxLength: 2 }),
        accepted,
      })
      .map(({ packing, encoding, leaves, accepted }) => ({
        ...accepting(request, accepted),
        known,
        encoding: encoding === null ? packing : encoding,
        body: packed(request, packing, leaves),
      })),
  );
}

/** Calls by GET of RPCs without side effects, the message compressed or not. */
export const getRequest: fc.Arbitrary<CallRequest> = fc
  .constantFrom(...unaryMethods.filter(({ idempotency }) => idempotency === 1))
  .chain((method) => fc.oneof(compressedRequestOf(method), uncompressedRequestOf(method)))
  .filter(({ speech }) => speech.protocol === "connect")
  .map((request) => ({ ...request, speech: plainly(request.speech) }))
  .chain((request) => fc.boolean().map((base64) => ({ ...request, get: { base64 } })));

function uncompressedRequestOf(method: DescMethod): fc.Arbitrary<CallRequest> {
  return fc
    .tuple(requestOf(method), accepted)
    .map(([request, accept]) => ({ ...accepting(request, accept), known }))
    .map((request) => ({ ...request, encoding: undefined }));
}

/** What handlers of this method do, with answers that are worth a compression among them. */
export function longScriptOf(method: DescMethod): fc.Arbitrary<Script> {
  const texts = method.output.fields.filter(({ scalar, oneof }) => scalar === 9 && !oneof);
  return scriptOf(method).chain((script) =>
    fc.nat({ max: 400 }).map((words) => {
      const long = Object.fromEntries(texts.map((each) => [each.localName, "long ".repeat(words)]));
      const responses = script.responses.map((each): Message => Object.assign(each, long));
      return { ...script, responses };
    }),
  );
}

const accepted = fc.option(
  fc.constantFrom("gzip", "br", "br, gzip", "snappy,gzip", "identity", "", "deflate, zstd"),
);

function accepting(request: CallRequest, accepted: string | null): CallRequest {
  if (accepted === null) return request;
  const name = acceptHeaderOf(request);
  const others = request.metadata.filter(([each]) => each !== name);
  return { ...request, metadata: [...others, [name, accepted]] };
}

function packed(
  { method, speech, body }: CallRequest,
  packing: (typeof known)[number],
  leaves: readonly boolean[],
): Body {
  const { enveloped } = shapeOf(method, speech);
  const frames = body.frames.map((frame, i) => {
    if (leaves[i]) return frame;
    const payload = new Uint8Array(packers[packing](frame.payload));
    return { ...frame, payload, flag: enveloped ? frame.flag | 1 : frame.flag };
  });
  return { ...body, frames };
}

// Base64 that is none, which Connect-ES does not read at all: see differential.test.ts.

import fc from "fast-check";
import { expect, it } from "vitest";
import { holdStill, holdsFor, propertyTimeoutMs } from "./differential-compare.fixture.ts";
import { soundRequestOf } from "./differential-faults.fixture.ts";
import { httpOf, splitAt, streamMethods, unaryMethods } from "./differential-requests.fixture.ts";
import { scriptOf } from "./differential-scripts.fixture.ts";
import { serveOurs } from "./differential-sides.fixture.ts";

holdStill();

const corruption = fc.oneof(
  fc.constantFrom(
    (text: string) => `${text}A`,
    (text: string) => `${text}AB`,
    (text: string) => `${text}ABC`,
    (text: string) => `${text}====`,
    (text: string) => `=${text}`,
    (text: string) => `${text}A===`,
  ),
  fc
    .tuple(
      fc.constantFrom("!", " ", "-", "\n", "\0", "é"),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([wrong, part]) => (text: string) => {
      const at = Math.round(part * text.length);
      return text.slice(0, at) + wrong + text.slice(at + 1);
    }),
);

const calls = fc
  .constantFrom(...unaryMethods, ...streamMethods)
  .chain((method) => fc.tuple(soundRequestOf(method, true), scriptOf(method)));

it(
  "refuses base64 that is none, and hands the handler of one message nothing",
  () =>
    holdsFor(fc.tuple(calls, corruption), async ([[request, script], corrupt]) => {
      const http = httpOf({ ...request, timeout: undefined });
      const text = corrupt(Buffer.concat(http.chunks).toString("latin1"));
      const chunks = splitAt(Buffer.from(text, "latin1"), request.splits);
      const reads = Number.POSITIVE_INFINITY;
      const { error, seen } = await serveOurs(
        { ...http, chunks },
        { script: { ...script, reads } },
      );
      expect(error).toMatchObject({ code: 3, message: "The request is not base64" });
      if (/unary|server/.test(request.method.methodKind)) expect(seen).toEqual([]);
    }),
  propertyTimeoutMs,
);

// Compressed calls, and calls by GET: see differential.test.ts.

import fc from "fast-check";
import { expect, it } from "vitest";
import {
  expectAgreement,
  holdStill,
  holdsFor,
  propertyTimeoutMs,
} from "./differential-compare.fixture.ts";
import {
  compressedRequestOf,
  getRequest,
  longScriptOf,
} from "./differential-compressed.fixture.ts";
import { streamMethods, unaryMethods } from "./differential-requests.fixture.ts";

holdStill();

const kinds = { unary: unaryMethods, streaming: streamMethods };

it.each(Object.entries(kinds))(
  "answers compressed %s calls as Connect-ES does, compressing the same of its answers",
  (_, methods) => {
    const calls = fc
      .constantFrom(...methods)
      .chain((method) => fc.tuple(compressedRequestOf(method), longScriptOf(method)));
    return holdsFor(
      calls,
      async ([request, script]) => void (await expectAgreement(request, script)),
    );
  },
  propertyTimeoutMs,
);

it(
  "answers calls by GET as Connect-ES does, and reads no body",
  () => {
    const calls = getRequest.chain((request) =>
      fc.tuple(fc.constant(request), longScriptOf(request.method)),
    );
    return holdsFor(calls, async ([request, script]) => {
      expect(await expectAgreement(request, script)).toMatchObject({ wasRead: false });
    });
  },
  propertyTimeoutMs,
);

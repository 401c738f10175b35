// Headers and trailers that handlers set and HTTP can't carry, or that are not theirs: see differential.test.ts.

import fc from "fast-check";
import { expect, it } from "vitest";
import {
  expectAgreement,
  holdStill,
  holdsFor,
  propertyTimeoutMs,
} from "./differential-compare.fixture.ts";
import { soundRequestOf } from "./differential-faults.fixture.ts";
import { httpOf, streamMethods, unaryMethods } from "./differential-requests.fixture.ts";
import { scriptOf } from "./differential-scripts.fixture.ts";
import type { Pair } from "./differential-service.fixture.ts";
import { serveOurs } from "./differential-sides.fixture.ts";

holdStill();

const calls = fc
  .constantFrom(...unaryMethods, ...streamMethods)
  .chain((method) => fc.tuple(soundRequestOf(method), scriptOf(method)));

const reserved = fc.subarray<Pair>(
  [
    ["content-type", "text/html"],
    ["content-length", "3"],
    ["content-encoding", "gzip"],
    ["grpc-status", "7"],
    ["grpc-message", "no"],
    ["grpc-status-details-bin", "AAAA"],
    ["grpc-encoding", "gzip"],
    ["transfer-encoding", "chunked"],
    ["connection", "close"],
    ["trailer", "x"],
    ["te", "trailers"],
    ["upgrade", "h2c"],
    ["date", "today"],
  ],
  { minLength: 1 },
);

it(
  "leaves out headers and trailers that are not a handler's to set",
  () =>
    holdsFor(fc.tuple(calls, reserved, reserved), async ([[request, script], more, late]) => {
      const ours = await expectAgreement(request, script);
      const { headers, trailers } = script;
      const meddling = {
        ...script,
        headers: [...more, ...headers],
        trailers: [...trailers, ...late],
      };
      const meddled = await serveOurs(httpOf(request), { script: meddling });
      expect(meddled).toEqual(ours);
    }),
  propertyTimeoutMs,
);

it(
  "answers INTERNAL where HTTP can't carry a handler's headers or trailers",
  () => {
    const places = fc.constantFrom("headers", "trailers");
    return holdsFor(fc.tuple(calls, places), async ([[request, script], place]) => {
      const broken = { ...script, [place]: [...script[place], ["x-latin", "é"]] };
      const http = httpOf({ ...request, timeout: undefined });
      const { error, messages } = await serveOurs(http, { script: broken });
      expect(error?.code).toBe(13);
      if (place === "headers") expect(messages).toEqual([]);
    });
  },
  propertyTimeoutMs,
);

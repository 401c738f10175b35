// What is none of a call, and what is served before a body is read: see differential.test.ts.
import { staticTokens } from "@org/user-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  expectAgreement,
  holdStill,
  holdsFor,
  propertyTimeoutMs,
} from "./differential-compare.fixture.ts";
import { compressedRequestOf, getRequest } from "./differential-compressed.fixture.ts";
import { expectedOfOdd, oddRequestOf } from "./differential-oddities.fixture.ts";
import { httpOf, requestOf, streamMethods, unaryMethods } from "./differential-requests.fixture.ts";
import { scriptOf } from "./differential-scripts.fixture.ts";
import { serveByConnect, serveOurs } from "./differential-sides.fixture.ts";
import { millisecondsOf } from "./differential-timeouts.fixture.ts";

holdStill();

const calls = fc
  .constantFrom(...unaryMethods, ...streamMethods)
  .chain((method) => fc.tuple(requestOf(method), scriptOf(method)));

const compressedCalls = fc
  .constantFrom(...unaryMethods, ...streamMethods)
  .chain((method) => fc.tuple(compressedRequestOf(method), scriptOf(method)));

const getCalls = getRequest.chain((request) =>
  fc.tuple(fc.constant(request), scriptOf(request.method)),
);

const oddCalls = calls.chain(([request, script]) =>
  oddRequestOf(request).map((odd) => ({ ...odd, method: request.method, script })),
);

it(
  "answers what is none of a call as Connect-ES does, and reads nothing",
  () =>
    holdsFor(oddCalls, async ({ method, http, grpc, script }) => {
      const server = { script, grpc };
      const ours = await serveOurs(http, server);
      // As over HTTP/2, for what Connect-ES refuses over HTTP/1.1 works here.
      const theirs = await serveByConnect({ ...http, httpVersion: "2.0" }, server);
      expect(ours).toEqual(expectedOfOdd(theirs, { http, grpc }, method));
      expect(ours).toMatchObject({ messages: [], seen: [], wasRead: false });
    }),
  propertyTimeoutMs,
);

const middleware = [staticTokens([{ token: "right", principal: { name: "a" } }])];

it(
  "reads no byte of a call that is not let in, whatever else is wrong with it",
  () => {
    const strangers = fc.tuple(
      fc.oneof(calls, compressedCalls, getCalls),
      fc.constantFrom(undefined, "wrong", "Bearer wrong", "", "right right"),
    );
    return holdsFor(strangers, async ([[request, script], token]) => {
      const { timeout } = request;
      const ours = await expectAgreement(
        {
          ...request,
          // One that has passed is told first.
          timeout: millisecondsOf(timeout) < 1 ? "malformed" : timeout,
          metadata: [
            ...request.metadata,
            ...(token === undefined ? [] : [["authorization", token] as const]),
          ],
        },
        script,
        { middleware },
      );
      expect(ours).toMatchObject({ error: { code: 16 }, messages: [], seen: [], wasRead: false });
    });
  },
  propertyTimeoutMs,
);

it.each([
  ["methods", "/userservice.v1.UserService/Nope", 501],
  ["paths", "/userservice.v1.NobodysService/Nope", 404],
])(
  "answers unknown %s in the caller's protocol, and reads nothing",
  (_what, path, statusOfConnect) =>
    holdsFor(calls, async ([request, script]) => {
      const ours = await serveOurs({ ...httpOf(request), path }, { script });
      const unary = !/\/connect\+/i.test(request.speech.contentType);
      const inBody = request.speech.protocol === "connect" && (unary || statusOfConnect === 404);
      const status = inBody ? statusOfConnect : 200;
      expect(ours).toMatchObject({ status, error: { code: 12 }, wasRead: false });
    }),
  propertyTimeoutMs,
);

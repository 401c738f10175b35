// What is not served our way, and what is served before a body is read: see differential.test.ts.
import type { DescMethod } from "@bufbuild/protobuf";
import { staticTokens } from "@org/user-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  expectAgreement,
  holdStill,
  holdsFor,
  propertyTimeoutMs,
} from "./differential-compare.fixture.ts";
import { verbsNotAllowed } from "./differential-differences.fixture.ts";
import { reasonOf } from "./differential-errors.fixture.ts";
import { oddRequestOf, someCompression } from "./differential-oddities.fixture.ts";
import { httpOf, requestOf, streamMethods, unaryMethods } from "./differential-requests.fixture.ts";
import { scriptOf } from "./differential-scripts.fixture.ts";
import { type Server, serveByConnect, serveOurs } from "./differential-sides.fixture.ts";
import { millisecondsOf } from "./differential-timeouts.fixture.ts";
import type { HttpRequest } from "./differential-wire.fixture.ts";

holdStill();

const calls = fc
  .constantFrom(...unaryMethods, ...streamMethods)
  .chain((method) => fc.tuple(requestOf(method), scriptOf(method)));

const oddCalls = calls.chain(([request, script]) =>
  oddRequestOf(request).map((odd) => ({ ...odd, method: request.method, script })),
);

/** Expects a request to reach Connect-ES, and its answer to be handed on. */
async function expectHandedOn(method: DescMethod, http: HttpRequest, rest: Server) {
  const server = { ...rest, acceptCompression: [someCompression] };
  const { byConnect, ...ours } = await serveOurs(http, server);
  // As over HTTP/2, for what Connect-ES refuses over HTTP/1.1 works here.
  const theirs = await serveByConnect({ ...http, httpVersion: "2.0" }, server);
  // A limit that Connect-ES does not have.
  if (reasonOf(ours) === "METADATA_TOO_LARGE") return ours;
  const { when, instead } = verbsNotAllowed;
  expect(ours).toEqual(when(theirs) ? instead(theirs, method) : theirs);
  expect(byConnect).toBe(true);
  return ours;
}

it(
  "leaves to Connect-ES what is no plain call, and answers what it answers",
  () =>
    holdsFor(oddCalls, async ({ method, http, grpc, script }) => {
      await expectHandedOn(method, http, { script, grpc });
    }),
  propertyTimeoutMs,
);

const middleware = [staticTokens([{ token: "right", principal: { name: "a" } }])];

it(
  "reads no byte of a call that is not let in, whatever else is wrong with it",
  () => {
    const strangers = fc.tuple(
      calls,
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

it(
  "reads no byte of what it leaves to Connect-ES either, if that is not let in",
  () =>
    holdsFor(oddCalls, async ({ method, http, grpc, script }) => {
      const ours = await expectHandedOn(method, http, { script, grpc, middleware });
      expect(ours).toMatchObject({ messages: [], seen: [], wasRead: false });
    }),
  propertyTimeoutMs,
);

it(
  "answers unknown paths in the caller's protocol, and reads nothing",
  () =>
    holdsFor(calls, async ([request, script]) => {
      const http = { ...httpOf(request), path: "/userservice.v1.UserService/Nope" };
      const ours = await serveOurs(http, { script });
      const status = request.speech.protocol === "connect" ? 404 : 200;
      expect(ours).toMatchObject({ status, error: { code: 12 }, wasRead: false, byConnect: false });
    }),
  propertyTimeoutMs,
);

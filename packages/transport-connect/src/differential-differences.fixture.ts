import type { Outcome } from "./differential-outcome.fixture.ts";
import type { CallRequest } from "./differential-requests.fixture.ts";
import type { Script } from "./differential-service.fixture.ts";
import type { OurOutcome } from "./differential-sides.fixture.ts";
import { plainly } from "./differential-speech.fixture.ts";

/** What Connect-ES refuses before any call, and our way serves. */
interface Refusal {
  readonly reason: string;
  readonly when: (request: CallRequest) => boolean;
  /** How Connect-ES refuses it. */
  readonly status: number;
  /** The same call as Connect-ES takes it, with which the answer must agree. */
  readonly instead: (request: CallRequest) => CallRequest;
}

const inPlainSpeech = (request: CallRequest) => ({ ...request, speech: plainly(request.speech) });

export const refusals = {
  "charset in quotes or with more white space": {
    reason: "RFC 9110 says that they mean the same",
    when: ({ speech }) => /["]| ;|; {2}/.test(speech.contentType) && !speech.text,
    status: 415,
    instead: inPlainSpeech,
  },
  "base64 text": {
    reason: "Browsers without binary streams use it",
    when: ({ speech }) => speech.text,
    status: 415,
    instead: inPlainSpeech,
  },
  "bidirectional over HTTP/1.1": {
    reason: "Clients that send first and read then are served well by it",
    when: ({ method, http }) =>
      method.methodKind === "bidi_streaming" && http.httpVersion.startsWith("1."),
    status: 505,
    instead: (request) => ({ ...request, http: { ...request.http, httpVersion: "2.0" } }),
  },
} satisfies Record<string, Refusal>;

/** A request and both answers. */
export interface Exchange {
  readonly request: CallRequest;
  readonly script: Script;
  readonly ours: Outcome;
}

/** Where our way differs from Connect-ES on purpose. */
export interface Difference {
  readonly reason: string;
  readonly when: (theirs: Outcome, exchange: Exchange) => boolean;
  /** What our way answers instead. */
  readonly instead: (theirs: Outcome, exchange: Exchange) => Outcome;
}

export const differences: Readonly<Record<string, Difference>> = {};

export function expectedOf(theirs: Outcome, exchange: Exchange): Outcome {
  let expected = theirs;
  for (const { when, instead } of Object.values(differences)) {
    if (when(expected, exchange)) expected = instead(expected, exchange);
  }
  return expected;
}

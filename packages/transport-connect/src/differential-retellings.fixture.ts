import { statusNumbers } from "@org/user-core";
import { expect } from "vitest";
import type { Outcome } from "./differential-outcome.fixture.ts";
import type { CallRequest } from "./differential-requests.fixture.ts";
import { plainly } from "./differential-speech.fixture.ts";

/** What Connect-ES does not serve and our way does. */
interface Retelling {
  readonly reason: string;
  readonly when: (request: CallRequest) => boolean;
  /** How Connect-ES answers it. */
  readonly refusal: Partial<Outcome>;
  /** The same call as Connect-ES serves it, with which our answer must agree. */
  readonly instead: (request: CallRequest) => CallRequest;
}

const unsupported = { status: 415, seen: [], wasRead: false };
const inPlainSpeech = (request: CallRequest) => ({ ...request, speech: plainly(request.speech) });

export const retellings = {
  "bidirectional over HTTP/1.1": {
    reason: "It serves clients that send first and read then",
    when: ({ method, http }) =>
      method.methodKind === "bidi_streaming" && http.httpVersion.startsWith("1."),
    refusal: { status: 505, seen: [], wasRead: false },
    instead: (request) => ({ ...request, http: { ...request.http, httpVersion: "2.0" } }),
  },
  "base64 text": {
    reason: "Browsers without binary streams need it",
    when: ({ speech }) => speech.text,
    refusal: unsupported,
    instead: inPlainSpeech,
  },
  "charset in quotes or after more white space": {
    reason: "RFC 9110 says that it means the same",
    when: ({ speech }) => /"| ;|; {2}/.test(speech.contentType),
    refusal: unsupported,
    instead: inPlainSpeech,
  },
  "timeouts of less than a millisecond": {
    reason: "Connect-ES cuts them to none",
    when: ({ timeout }) => ["1u", "999u"].includes(timeout ?? ""),
    refusal: { error: expect.objectContaining({ code: statusNumbers.DEADLINE_EXCEEDED }) },
    instead: (request) => ({ ...request, timeout: "1m" }),
  },
} satisfies Record<string, Retelling>;

import type { ServiceError } from "@org/user-core";
import type { Answer, Protocol } from "./protocols/protocol.ts";

/** What each protocol sends for errors that refuse calls: a few, and each of them for many. */
const answers = new WeakMap<Protocol, WeakMap<ServiceError, Answer>>();

/** The answer to a unary call that was not admitted, made once for each error. */
export function refusalAnswer(protocol: Protocol, error: ServiceError): Answer {
  const known = answers.get(protocol)?.get(error);
  if (known !== undefined) return known;
  const answer = protocol.fail(error, [], undefined);
  const ofProtocol = answers.get(protocol) ?? new WeakMap<ServiceError, Answer>();
  answers.set(protocol, ofProtocol.set(error, answer));
  return answer;
}

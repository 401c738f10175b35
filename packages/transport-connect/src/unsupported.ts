import { contentTypesOf } from "./protocols/content-type.ts";
import type { HeaderList } from "./protocols/protocol.ts";
import type { Wire } from "./wires/wire.ts";

/**
 * Answers a POST of a content type that is none of a call's: says which are, to people in words
 * and to programs in `accept-post`.
 *
 * Source: RFC 9110, section 15.5.16; https://www.w3.org/TR/ldp/#header-accept-post
 */
export function answerUnsupportedType(wire: Wire, unary: boolean, grpc: boolean): void {
  const types = contentTypesOf(unary, grpc);
  answer(wire, `The content type must be one of ${types}\n`, ["accept-post", types]);
}

/** Answers a GET that is none of Connect's: says how to ask. */
export function answerUnsupportedGet(wire: Wire): void {
  answer(wire, "GET needs ?encoding=json&message= and no content type, or ask by POST\n", []);
}

function answer(wire: Wire, text: string, headers: HeaderList): void {
  wire.answer({
    status: 415,
    headers: ["content-type", "text/plain", ...headers],
    body: new TextEncoder().encode(text),
    trailers: undefined,
  });
}

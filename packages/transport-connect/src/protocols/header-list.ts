import type { HeaderList, HeaderObject } from "./protocol.ts";

/** Headers that a protocol or HTTP itself sets, which a handler's do not replace. */
const reserved =
  /^(?:grpc-(?:status|message|status-details-bin|encoding)|content-(?:type|length|encoding)|connection|keep-alive|proxy-connection|transfer-encoding|te|upgrade|http2-settings|trailer|date)$/;

/** A handler's headers or trailers, those aside that are not its to set. Throws for one that HTTP can't carry. */
export function listOf(headers: Iterable<[string, string]>): HeaderList {
  const list: HeaderList = [];
  for (const [name, value] of headers) {
    if (reserved.test(name)) continue;
    if (!/^[\t -~]*$/.test(value)) throw new TypeError(`The header ${name} is not ASCII`);
    list.push(name, value);
  }
  return list;
}

/** Headers as an object, several of one name in an array. */
export function objectOf(list: HeaderList): HeaderObject {
  const object: Record<string, string | string[]> = {};
  for (let i = 0; i + 1 < list.length; i += 2) {
    const [name = "", value = ""] = [list[i], list[i + 1]];
    const before = object[name];
    object[name] = before === undefined ? value : [before, value].flat();
  }
  return object;
}

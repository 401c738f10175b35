import type { HeaderList, HeaderObject } from "./protocol.ts";

/** Headers that a protocol or HTTP itself sets, which a handler's do not replace. */
const reserved =
  /^(?:grpc-(?:status|message|status-details-bin|encoding)|(?:connect-)?content-encoding|content-(?:type|length)|connection|keep-alive|proxy-connection|transfer-encoding|te|upgrade|http2-settings|trailer|date)$/;

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

/** The values by name. A name may be `constructor`, so the object inherits none. */
export function valuesOf(list: HeaderList): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null);
  for (let i = 0; i + 1 < list.length; i += 2) {
    const [name = "", value = ""] = [list[i], list[i + 1]];
    values[name] ??= [];
    values[name].push(value);
  }
  return values;
}

/** Headers as Node takes them, several of one name in an array. */
export function objectOf(list: HeaderList): HeaderObject {
  const object: Record<string, string | string[]> = valuesOf(list);
  for (const [name, [only = "", ...more]] of Object.entries(valuesOf(list))) {
    if (more.length === 0) object[name] = only;
  }
  return object;
}

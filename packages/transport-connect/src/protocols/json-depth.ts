/** As deep as messages of protobuf's binary format may be. */
const mostDepth = 100;

/** Up to this size nothing is deep enough to be slow. */
const smallBytes = 64 * 1024;

const [quote, backslash, openArray, closeArray, openObject, closeObject] = new TextEncoder().encode(
  '"\\[]{}',
);

/**
 * Whether JSON is nested deeper than any message. Looked at before it is parsed: of four MiB of
 * brackets the runtime's parser makes a second's work, and of as much text a hundredth of that.
 */
export function isTooDeep(json: Uint8Array): boolean {
  return json.length > smallBytes && depthExceeds(json, mostDepth);
}

function depthExceeds(json: Uint8Array, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) inString = !inString;
    else if (inString) at += byte === backslash ? 1 : 0;
    else if (byte === openArray || byte === openObject) depth += 1;
    else if (byte === closeArray || byte === closeObject) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

/** The bytes of base64 that may be padded after any quantum, as Node reads it; `undefined` for what is none. */
export function decodedText(body: Uint8Array): Buffer | undefined {
  const quanta =
    Buffer.from(body)
      .toString("latin1")
      .match(/[\s\S]{1,4}/g) ?? [];
  const isBase64 = /^(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/;
  if (!quanta.every((quantum) => isBase64.test(quantum))) return undefined;
  return Buffer.concat(quanta.map((quantum) => Buffer.from(quantum, "base64")));
}

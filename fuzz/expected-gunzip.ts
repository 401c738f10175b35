import { gunzipSync } from "node:zlib";

/** The bytes in hexadecimal, or the code of the refusal. */
export type Gunzipped = string;

/** What Node's own zlib makes of gzip, and no bytes after it. */
export function expectedGunzip(bytes: Uint8Array, maxBytes: number): Gunzipped {
  const plain = zlibGunzip(bytes, maxBytes);
  if (isRefusal(plain)) return plain;
  // It overlooks all that comes after a zero byte, one byte more too; but after a member it does not.
  const isOverlooked = !isRefusal(zlibGunzip(Buffer.concat([bytes, Buffer.of(1)]), maxBytes));
  return isOverlooked ? "INVALID_ARGUMENT" : plain;
}

/** Whether there came no bytes of it. */
export function isRefusal(outcome: Gunzipped): boolean {
  return /[A-Z]/.test(outcome);
}

function zlibGunzip(bytes: Uint8Array, maxBytes: number): Gunzipped {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes }).toString("hex");
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "ERR_BUFFER_TOO_LARGE") return "RESOURCE_EXHAUSTED";
    if (error.code === "Z_DATA_ERROR" || error.code === "Z_BUF_ERROR") return "INVALID_ARGUMENT";
    throw error;
  }
}

import { base64Decode, base64Encode } from "@bufbuild/protobuf/wire";
import { invalidArgument } from "./refusals.ts";

/** Bytes in base64 without padding, as metadata has them. */
export function base64(bytes: Uint8Array): string {
  return base64Encode(bytes, "std_raw");
}

const encoder = new TextEncoder();

/** Bytes in padded base64, as a body in text has them. */
export function base64Body(bytes: Uint8Array): Uint8Array {
  return encoder.encode(base64Encode(bytes, "std"));
}

/** Decodes a body in base64, which may be padded anywhere between two frames. */
export interface Base64Reader {
  /** @throws ServiceError INVALID_ARGUMENT. */
  push(chunk: Uint8Array): void;
  /** @throws ServiceError INVALID_ARGUMENT if a quantum is incomplete. */
  end(): void;
}

/** Makes a reader that hands on bytes as they come. */
export function createBase64Reader(onBytes: (bytes: Uint8Array) => void): Base64Reader {
  const decoder = new TextDecoder("latin1");
  let rest = "";
  return {
    push(chunk) {
      const text = rest + decoder.decode(chunk);
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      // A run of quanta, the last of which may be padded.
      for (const [run] of text.slice(0, whole).matchAll(/[^=]+={0,2}|=+/g)) onBytes(decode(run));
    },
    end() {
      if (rest !== "") throw notBase64();
    },
  };
}

function decode(run: string): Uint8Array {
  if (run.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(run)) throw notBase64();
  try {
    return base64Decode(run);
  } catch (cause) {
    throw notBase64(cause);
  }
}

function notBase64(cause?: unknown) {
  return invalidArgument("The request is not base64", cause);
}

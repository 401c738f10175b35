import { append } from "./envelope.ts";
import { noBytes } from "./protocol.ts";
import { tooLarge } from "./refusals.ts";

/** Makes a reader that hands on a body when all of it is there. */
export function createBodyReader(maxBytes: number, onBody: (bytes: Uint8Array) => void) {
  /** The only chunk, which most bodies are, as it came. */
  let only: Uint8Array | undefined;
  let held: Uint8Array = noBytes;
  let heldBytes = 0;
  return {
    /** @throws ServiceError RESOURCE_EXHAUSTED. */
    push(chunk: Uint8Array): void {
      if (heldBytes + chunk.length > maxBytes) throw tooLarge(maxBytes);
      if (heldBytes === 0) {
        only = chunk;
      } else {
        if (only !== undefined) held = append(held, 0, only);
        only = undefined;
        held = append(held, heldBytes, chunk);
      }
      heldBytes += chunk.length;
    },
    end(): void {
      onBody(only ?? (heldBytes === 0 ? noBytes : held.subarray(0, heldBytes)));
    },
  };
}

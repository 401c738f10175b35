import type { ServiceError } from "@org/user-core";
import { createBodyReader } from "./protocols/body-reader.ts";
import type { Compression } from "./protocols/compression.ts";
import { createEnvelopeReader, envelope, flags } from "./protocols/envelope.ts";
import type { BodyReader } from "./wires/wire.ts";

/** What is known of a compressed body. */
export interface InflaterOptions {
  readonly compression: Compression;
  /** Whether each of its messages is compressed, or all of it. */
  readonly enveloped: boolean;
  /** The most that a message may be, before and after. */
  readonly maxBytes: number;
  /** Whether nobody waits for the rest. */
  readonly isOver: () => boolean;
  readonly onFailure: (error: ServiceError) => void;
}

/**
 * Makes a reader of a compressed body, which hands on the body that it would be
 * without: one message at a time, and none before there is room for it.
 */
export function createInflater(options: InflaterOptions, reader: BodyReader): BodyReader {
  const { compression, enveloped, maxBytes, isOver, onFailure } = options;
  let failed = false;
  /** Everything so far, in turn. */
  let work: Promise<void> = Promise.resolve();
  const inTurn = (step: () => undefined | Promise<void>) => {
    work = work
      .then(() => (failed || isOver() ? undefined : step()))
      .catch((error: ServiceError) => {
        failed = true;
        onFailure(error);
      });
  };
  // What is empty was not compressed.
  const inflate = (bytes: Uint8Array) =>
    bytes.length === 0 ? bytes : compression.decompress(bytes, maxBytes);
  const source = enveloped
    ? createEnvelopeReader(maxBytes, (flag, bytes) => {
        const isCompressed = (flag & flags.compressed) !== 0;
        inTurn(async () => {
          const message = isCompressed ? await inflate(bytes) : bytes;
          await reader.push(envelope(message, flag & ~flags.compressed));
        });
      })
    : createBodyReader(maxBytes, (bytes) => inTurn(async () => reader.push(await inflate(bytes))));
  let broken = false;
  const attempt = (read: () => void) => {
    if (broken) return;
    try {
      read();
    } catch (error) {
      broken = true;
      // What came before it is told before it.
      inTurn(() => Promise.reject(error));
    }
  };
  return {
    push(chunk) {
      attempt(() => source.push(chunk));
      return work;
    },
    end() {
      attempt(source.end);
      inTurn(() => void reader.end());
    },
  };
}

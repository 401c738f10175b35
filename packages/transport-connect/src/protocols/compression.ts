/** One way to compress messages, as a runtime has it. */
export interface Compression {
  /** As headers have it: `gzip`. */
  readonly name: string;
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Makes no more bytes than the limit, however many would come of it.
   *
   * @throws ServiceError RESOURCE_EXHAUSTED beyond the limit, INVALID_ARGUMENT
   *   for bytes that were not compressed so.
   */
  decompress(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array>;
}

/** Smaller messages go out as they are. */
export const minCompressedBytes = 1024;

/** The one of this name. */
export function compressionOf(
  compressions: readonly Compression[],
  name: string | undefined,
): Compression | undefined {
  return compressions.find((each) => each.name === name);
}

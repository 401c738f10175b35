import { TextDecoder } from "node:util";
import { UnreadableFile } from "./unreadable.ts";

/**
 * The text of a stream of bytes, without the mark that some programs put before it.
 *
 * @param onBytes told of each piece before its text is given.
 * @throws UnreadableFile for what is not UTF-8.
 */
export async function* decodeUtf8(
  bytes: AsyncIterable<Buffer>,
  onBytes: (count: number) => void,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let before = 0;
  for await (const piece of bytes) {
    if (before === 0) refuseUtf16(piece);
    onBytes(piece.length);
    yield decode(decoder, piece, before);
    before += piece.length;
  }
  yield decode(decoder, undefined, before);
}

function decode(decoder: TextDecoder, piece: Buffer | undefined, before: number): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    const place = before === 0 ? "" : ` after byte ${before}`;
    throw new UnreadableFile(
      `is not UTF-8${place}; if it is of an old Windows program: iconv -f WINDOWS-1252 -t UTF-8`,
    );
  }
}

function refuseUtf16(piece: Buffer): void {
  const mark = piece.length < 2 ? 0 : piece.readUInt16BE(0);
  if (mark !== 0xfffe && mark !== 0xfeff) return;
  throw new UnreadableFile("is UTF-16, not UTF-8: iconv -f UTF-16 -t UTF-8");
}

import { existsSync, readFileSync } from "node:fs";

const fileHeaderBytes = 32;
const frameHeaderBytes = 24;

/**
 * How many commits a write-ahead log holds: a frame that ends one has the size
 * of the database in its header, others have 0 there.
 *
 * Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function countWalCommits(databasePath: string): number {
  const walPath = `${databasePath}-wal`;
  const wal = existsSync(walPath) ? readFileSync(walPath) : Buffer.alloc(0);
  // Empty until the first commit.
  if (wal.byteLength === 0) return 0;
  const frameBytes = frameHeaderBytes + wal.readUInt32BE(8);
  const salt = wal.readBigUInt64BE(16);
  let commits = 0;
  for (let at = fileHeaderBytes; at + frameBytes <= wal.byteLength; at += frameBytes) {
    // Frames of an earlier round of the log have another salt.
    if (wal.readBigUInt64BE(at + 8) !== salt) break;
    if (wal.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}

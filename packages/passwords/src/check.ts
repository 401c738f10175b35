/** Whether a password, given as bytes, is the one behind a hash. Slow, and not on the event loop. */
export type Check = (password: Buffer) => Promise<boolean>;

/**
 * Reads a hash. `undefined` for one that is malformed or would cost more than a
 * hash may that somebody else has made.
 */
export type ParseHash = (hash: string) => Check | undefined;

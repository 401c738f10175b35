/**
 * The flags of the runnable server, as the first line of its `main.ts` has
 * them. Only where that server's own memory or start is measured.
 */
export const userServerFlags = ["--max-semi-space-size=16"] as const;

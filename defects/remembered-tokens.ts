import type { Defect } from "./defect.ts";

const file = "packages/jwt/src/verified-tokens.ts";

/** Mistakes in which tokens are taken without a look at their signature. */
export const rememberedTokenDefects: readonly Defect[] = [
  {
    name: "A token is known by its claims alone, whoever has signed them",
    file,
    find: "sha256(utf8ToBytes(token))",
    replace: 'sha256(utf8ToBytes(token.split(".")[1] ?? ""))',
    suite: "unit, remembered tokens",
    promise: "does not vouch for the same claims with another signature, header or key",
  },
  {
    name: "A token that is known is known until it expires",
    file,
    find: "performance.now() < goodUntil && Date.now() < expiresAt",
    replace: "goodUntil > 0 && Date.now() < expiresAt",
    suite: "unit, verified tokens",
    promise: "knows none for longer because the clock was set back",
  },
  {
    name: "A token that is known has not expired",
    file,
    find: " && Date.now() < expiresAt",
    replace: " && expiresAt > 0",
    suite: "unit, remembered tokens",
    promise: "expires at its own time though whom it stands for does later",
  },
  {
    name: "A token is known for as long as the machine sleeps",
    file,
    find: "expiresAt: Math.min(expiresAt, Date.now() + rememberMs),",
    replace: "expiresAt,",
    suite: "unit, verified tokens",
    promise: "knows none for longer because the machine has slept",
  },
];

import { createCipheriv, timingSafeEqual } from "node:crypto";
import { decodePadded } from "./bytes.ts";
import type { ParseHash } from "./check.ts";
import { deriveScrypt, isBearable } from "./scrypt.ts";

/**
 * The password hash parameters of a Firebase project, as its console shows
 * them: https://firebaseopensource.com/projects/firebase/scrypt/
 */
export interface FirebaseScrypt {
  /** `base64_signer_key`, a secret. */
  readonly signerKey: string;
  /** `base64_salt_separator`. Default: `Bw==`, as all projects have. */
  readonly saltSeparator?: string;
  /** `rounds`, the r of scrypt. Default: 8. */
  readonly rounds?: number;
  /** `mem_cost`, the binary logarithm of scrypt's N. Default: 14. */
  readonly memCost?: number;
}

/**
 * Reads `$firebase-scrypt$salt$hash`, with `salt` and `passwordHash` of a user
 * as `firebase auth:export` writes them. The key that scrypt derives encrypts
 * the project's signer key; what comes out is the hash.
 *
 * @throws RangeError for parameters that can't be meant.
 */
export function firebaseOf(project: FirebaseScrypt): ParseHash {
  const { saltSeparator = "Bw==", rounds = 8, memCost = 14 } = project;
  const cost = { ln: memCost, r: rounds, p: 1 };
  const [signerKey, separator] = [project.signerKey, saltSeparator].map(decodeAny);
  if (!signerKey?.length || separator === undefined) {
    throw new RangeError("firebase: signerKey and saltSeparator must be base64");
  }
  if (!isBearable(cost)) throw new RangeError("firebase: rounds or memCost out of range");
  return (hash) => {
    const [, , saltText = "", tagText = "", ...others] = hash.split("$");
    const [salt, tag] = [saltText, tagText].map(decodeAny);
    if (salt === undefined || others.length > 0) return undefined;
    if (salt.length > 128 || tag?.length !== signerKey.length) return undefined;
    return async (password) => {
      const key = await deriveScrypt(password, Buffer.concat([salt, separator]), cost, 64);
      // With a key that is used once, a counter from 0 is what Firebase begins with.
      const cipher = createCipheriv("aes-256-ctr", key.subarray(0, 32), Buffer.alloc(16));
      return timingSafeEqual(cipher.update(signerKey), tag);
    };
  };
}

/** Exports have either alphabet of RFC 4648. */
function decodeAny(text: string): Buffer | undefined {
  return decodePadded(text.replaceAll("-", "+").replaceAll("_", "/"));
}

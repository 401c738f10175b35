import { withholdSecrets } from "../rpc/withhold-secrets.ts";
import type { PasswordHasher } from "./password.ts";
import { secretTexts } from "./request-secrets.ts";

/**
 * The same hasher, whose errors hold neither the password nor the hash that it
 * was given: a library may quote what it can't work with.
 */
export function discreetHasher(hasher: PasswordHasher): PasswordHasher {
  const { needsRehash, accepts } = hasher;
  return {
    async hash(password, options) {
      try {
        return await hasher.hash(password, options);
      } catch (error) {
        throw withholdSecrets(error, secretTexts(password));
      }
    },
    async verify(password, hash, options) {
      try {
        return await hasher.verify(password, hash, options);
      } catch (error) {
        throw withholdSecrets(error, [...secretTexts(password), hash]);
      }
    },
    ...(needsRehash && { needsRehash: (hash) => needsRehash.call(hasher, hash) }),
    ...(accepts && { accepts: (hash) => accepts.call(hasher, hash) }),
  };
}

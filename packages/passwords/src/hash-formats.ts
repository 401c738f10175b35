import { parseArgon2 } from "./argon2.ts";
import { parseBcrypt } from "./bcrypt.ts";
import type { Check, ParseHash } from "./check.ts";
import {
  djangoPbkdf2Of,
  parseDjangoArgon2,
  parseDjangoBcrypt,
  parseDjangoBcryptSha256,
  parseDjangoScrypt,
} from "./django.ts";
import { type FirebaseScrypt, firebaseOf } from "./firebase.ts";
import { pbkdf2Of } from "./pbkdf2.ts";
import { parseScrypt, parseScryptS0 } from "./scrypt.ts";
import { parseScryptCrypt } from "./scrypt-crypt.ts";

/** How the hashes of each name are read; what begins without `$` is Django's. */
const formats: Readonly<Record<string, ParseHash>> = {
  $argon2id: parseArgon2,
  $argon2i: parseArgon2,
  $2a: parseBcrypt,
  $2b: parseBcrypt,
  $2y: parseBcrypt,
  $scrypt: parseScrypt,
  $s0: parseScryptS0,
  $7: parseScryptCrypt,
  $pbkdf2: pbkdf2Of("sha1"),
  "$pbkdf2-sha1": pbkdf2Of("sha1"),
  "$pbkdf2-sha256": pbkdf2Of("sha256"),
  "$pbkdf2-sha512": pbkdf2Of("sha512"),
  pbkdf2_sha1: djangoPbkdf2Of("sha1"),
  pbkdf2_sha256: djangoPbkdf2Of("sha256"),
  argon2: parseDjangoArgon2,
  bcrypt: parseDjangoBcrypt,
  bcrypt_sha256: parseDjangoBcryptSha256,
  scrypt: parseDjangoScrypt,
};

/** What core takes as a hash, too: printable ASCII of bounded length. */
const anyHash = /^[\x21-\x7e]{1,514}$/;

/** Reads hashes of every format, and those of a Firebase project if there is one. */
export function createHashReader(firebase?: FirebaseScrypt): (hash: string) => Check | undefined {
  const known = new Map(Object.entries(formats));
  if (firebase !== undefined) known.set("$firebase-scrypt", firebaseOf(firebase));
  return (hash) => {
    if (!anyHash.test(hash)) return undefined;
    const [name = ""] = /^\$?[a-z0-9_-]+(?=\$)/.exec(hash) ?? [];
    return known.get(name)?.(hash);
  };
}

import { expect, it } from "vitest";
import { discreetHasher } from "./discreet-hasher.ts";

const password = "correct horse";
// Of no form that a secret is known by.
const hash = "a hash of its own kind";

const quoting = discreetHasher({
  async hash(...given) {
    throw new Error(`can't hash ${given[0]}`);
  },
  async verify(...given) {
    throw new Error(`can't check ${given[0]} against ${given[1]}`);
  },
});

const quotingTheHash = discreetHasher({
  hash: async () => hash,
  async verify(_password, given) {
    throw new Error(`can't read ${given}`);
  },
});

it("keeps a password and a hash out of what its hasher throws", async () => {
  const withheld = "[withheld: it held a secret]";
  await expect(quoting.hash(password)).rejects.toThrow(withheld);
  await expect(quoting.verify(password, hash)).rejects.toThrow(withheld);
  await expect(quotingTheHash.verify(password, hash)).rejects.toThrow(withheld);
});

import { invalidPasswordHash, password, passwordHash } from "@org/user-testing/arbitraries";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher.ts";

const cheap = createPasswordHasher({ memoryKiB: 8, passes: 1 });

it("any password fits its own hash and no other does", async () => {
  const pairs = fc.tuple(password(), password());
  const isOwn = fc.asyncProperty(pairs, async ([one, other]) => {
    const hash = await cheap.hash(one);
    expect(await cheap.verify(one, hash)).toBe(true);
    expect(await cheap.verify(other, hash)).toBe(one.normalize("NFC") === other.normalize("NFC"));
  });
  await fc.assert(isOwn, { numRuns: 100 });
});

it("no text that is no hash is accepted", () => {
  const texts = fc.oneof(
    invalidPasswordHash().map(({ value }) => value),
    fc.string({ unit: "binary" }),
  );
  const isRefused = fc.property(texts, (text) => {
    expect(cheap.accepts?.(text)).toBe(false);
  });
  fc.assert(isRefused, { numRuns: 1_000 });
});

it("what is not accepted fits no password, is to be replaced, and is no error", async () => {
  const isRefused = fc.asyncProperty(fc.oneof(broken(), passwordHash()), async (hash) => {
    // Some of the broken ones are hashes once more.
    if (cheap.accepts?.(hash)) return;
    expect(await cheap.verify("correct horse", hash)).toBe(false);
    expect(cheap.needsRehash?.(hash)).toBe(true);
  });
  await fc.assert(isRefused, { numRuns: 1_000 });
});

/** A hash with a part of it left out, doubled or of another hash. */
function broken(): fc.Arbitrary<string> {
  const part = fc.oneof(
    passwordHash().map((hash) => hash.split("$")),
    fc.constantFrom("m=8,t=1,p=1", "i=1", "ln=1,r=1,p=1", "v=19", "").map((text) => [text]),
  );
  return fc
    .tuple(passwordHash(), part, fc.nat(), fc.nat({ max: 2 }))
    .map(([hash, others, at, removed]) => {
      const parts = hash.split("$");
      parts.splice(at % parts.length, removed, others[at % others.length] ?? "");
      return parts.join("$");
    });
}

// All that is accepted is within the bounds; what those bounds are worth in time is in the README.
it("what is accepted is checked without an error", async () => {
  const isChecked = fc.asyncProperty(passwordHash(), async (hash) => {
    fc.pre(cheap.accepts?.(hash) ?? false);
    fc.pre(isCheap(hash));
    expect(await cheap.verify("correct horse", hash)).toBe(false);
  });
  await fc.assert(isChecked, { numRuns: 50 });
});

function isCheap(hash: string): boolean {
  return /\$m=8,|\$ln=[1-9],|\$i=\d{1,4}\$|^\$2[aby]\$0[45]/.test(hash);
}

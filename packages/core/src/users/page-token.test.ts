import fc from "fast-check";
import { expect, it } from "vitest";
import { decodePageToken, encodePageToken } from "./page-token.ts";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const id = fc.integer({ min: 0, max: 2 ** 31 - 1 });

it("a page token gives back the id it was made of", () => {
  fc.assert(
    fc.property(id, secret, (afterId, key) => {
      expect(decodePageToken(encodePageToken(afterId, key), key)).toBe(afterId);
    }),
  );
});

it("a page token of another store is refused", () => {
  fc.assert(
    fc.property(id, secret, secret, (afterId, key, other) => {
      fc.pre(key.some((byte, i) => byte !== other[i]));
      expect(decodePageToken(encodePageToken(afterId, key), other)).toBeUndefined();
    }),
  );
});

it("text that is no page token is refused without an exception", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[A-Za-z0-9_-]{27}$/));
  fc.assert(
    fc.property(text, secret, (token, key) => {
      expect(decodePageToken(token, key)).toBeUndefined();
    }),
  );
});

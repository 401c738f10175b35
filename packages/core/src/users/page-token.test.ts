import { createHmac } from "node:crypto";
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

const key = new Uint8Array(32).fill(7);

it("a page token is the id and the first half of its HMAC, also in later releases", () => {
  const id = Buffer.from([0, 0, 1, 2]);
  const mac = createHmac("sha256", key).update("userservice page token 1").update(id).digest();
  const token = Buffer.concat([id, mac.subarray(0, 16)]).toString("base64url");
  expect(encodePageToken(258, key)).toBe(token);
  expect(decodePageToken(token, key)).toBe(258);
});

it("a page token has one spelling: nothing before, after or instead of it counts", () => {
  const token = encodePageToken(7, key);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const spare = alphabet[alphabet.indexOf(token.slice(-1)) + 1];
  const others = [`!${token}`, `${token}!`, `A${token}`, `${token}A`, `${token}=`, `${token}\n`];
  for (const other of [...others, token.slice(0, -1) + spare, token.slice(1), ""]) {
    expect(decodePageToken(other, key)).toBeUndefined();
  }
});

it("a page token is of letters that go into a URL as they are", () => {
  for (let id = 0; id < 200; id += 1) {
    expect(encodePageToken(id, key)).toMatch(/^[A-Za-z0-9_-]{27}$/);
    expect(decodePageToken(encodePageToken(id, key), key)).toBe(id);
  }
});

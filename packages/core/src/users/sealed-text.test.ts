import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { seal, unseal } from "./sealed-text.ts";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const content = fc.uint8Array({ maxLength: 80 });
const label = fc.constantFrom("one purpose", "another", "").map((text) => Buffer.from(text));

it("opens as what was sealed, and is of letters that go into a URL as they are", () => {
  fc.assert(
    fc.property(label, content, secret, (purpose, bytes, key) => {
      const text = seal(purpose, bytes, key);
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(unseal(purpose, text, key)).toEqual(bytes);
    }),
  );
});

it("does not open for another purpose, or under another secret", () => {
  fc.assert(
    fc.property(content, secret, secret, (bytes, key, other) => {
      const text = seal(Buffer.from("one"), bytes, key);
      expect(unseal(Buffer.from("two"), text, key)).toBeUndefined();
      fc.pre(key.some((byte, i) => byte !== other[i]));
      expect(unseal(Buffer.from("one"), text, other)).toBeUndefined();
    }),
  );
});

const key = new Uint8Array(32).fill(7);
const purpose = Buffer.from("one");

it("is the content and the first half of its HMAC, in base64 of URLs", () => {
  const bytes = Buffer.from([0xfb, 0xff, 0, 1]);
  const mac = createHmac("sha256", key).update(purpose).update(bytes).digest().subarray(0, 16);
  expect(seal(purpose, bytes, key)).toBe(Buffer.concat([bytes, mac]).toString("base64url"));
});

it("has one spelling: nothing before, after or instead of it opens", () => {
  fc.assert(
    fc.property(content, fc.nat(), fc.string({ unit: "binary" }), (bytes, place, inserted) => {
      const text = seal(purpose, bytes, key);
      const at = place % (text.length + 1);
      for (const removed of [0, 1, inserted.length]) {
        const other = text.slice(0, at) + inserted + text.slice(at + removed);
        const expected = other === text ? Uint8Array.from(bytes) : undefined;
        expect(unseal(purpose, other, key)).toEqual(expected);
      }
    }),
  );
});

it("refuses other spare bits, padding and the other alphabet of base64", () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let length = 0; length < 60; length += 1) {
    const text = seal(purpose, new Uint8Array(length).fill(0xfb), key);
    const spare = alphabet[alphabet.indexOf(text.slice(-1)) ^ 1];
    const usual = text.replaceAll("-", "+").replaceAll("_", "/");
    for (const other of [text.slice(0, -1) + spare, `${text}=`, `${text}\n`, usual]) {
      if (other !== text) expect(unseal(purpose, other, key)).toBeUndefined();
    }
  }
});

it("refuses what is too short to have been sealed", () => {
  for (let length = 0; length < 22; length += 1) {
    expect(unseal(purpose, "A".repeat(length), key)).toBeUndefined();
  }
});

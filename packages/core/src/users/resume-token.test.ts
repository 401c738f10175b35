import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isServiceError } from "../rpc/service-error.ts";
import { encodePageToken } from "./page-token.ts";
import { createResumeTokens, type ResumePoint, type ResumeTokens } from "./resume-token.ts";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const point: fc.Arbitrary<ResumePoint> = fc.record({
  // A store's own text: any that UTF-8 has a form for.
  position: fc.oneof(
    fc.stringMatching(/^\d{1,20}(\.\d{1,10})?$/),
    fc.string({ unit: "binary", minLength: 1 }).map((text) => text.toWellFormed()),
  ),
  sent: fc.oneof(fc.constant(0), fc.nat({ max: 999_999_999 })),
  existingUpTo: fc.option(fc.nat({ max: 2 ** 31 - 1 }), { nil: undefined }),
});

/** What a token is: the point, or why it is refused. */
function read(tokens: ResumeTokens, token: string): ResumePoint | string {
  try {
    return tokens.decode(token);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return `${error.code} ${error.reason} ${error.fieldViolations.map(({ field, description }) => `${field} ${description}`)}`;
  }
}

const invalid = "INVALID_ARGUMENT INVALID_REQUEST resume_token is not a token of this service";
const foreign = "FAILED_PRECONDITION RESUME_TOKEN_FOREIGN ";

it("a resume token gives back the point it was made of", () => {
  fc.assert(
    fc.property(point, secret, (where, key) => {
      const token = createResumeTokens(key).encode(where);
      expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
      // Another process of the same store.
      expect(read(createResumeTokens(key), token)).toEqual(where);
    }),
  );
});

it("a resume token of another store is told from a broken one", () => {
  fc.assert(
    fc.property(point, secret, secret, (where, key, other) => {
      fc.pre(key.some((byte, i) => byte !== other[i]));
      const token = createResumeTokens(key).encode(where);
      expect(read(createResumeTokens(other), token)).toBe(foreign);
    }),
  );
});

const key = new Uint8Array(32).fill(7);
const tokens = createResumeTokens(key);

it("a resume token that was changed is refused, whatever was changed", () => {
  fc.assert(
    fc.property(point, fc.nat(), fc.string(), fc.nat({ max: 3 }), (where, place, added, gone) => {
      const token = tokens.encode(where);
      const at = place % (token.length + 1);
      const changed = token.slice(0, at) + added + token.slice(at + gone);
      fc.pre(changed !== token);
      expect([invalid, foreign]).toContain(read(tokens, changed));
    }),
  );
});

it("text that is no resume token is refused", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[A-Za-z0-9_-]{27,60}$/));
  fc.assert(
    fc.property(text, (token) => void expect([invalid, foreign]).toContain(read(tokens, token))),
  );
  for (const token of ["", "!", "AAAA", "A".repeat(26), encodePageToken(7, key)]) {
    expect(read(tokens, token), token).toBe(invalid);
  }
});

/** What is sealed as a resume token is, made by Node's own means. */
function sealed(content: string): string {
  const mark = createHmac("sha256", key).update("userservice store").digest().subarray(0, 4);
  const bytes = Buffer.concat([mark, Buffer.from(content)]);
  const mac = createHmac("sha256", key).update("userservice resume token 1").update(bytes).digest();
  return Buffer.concat([bytes, mac.subarray(0, 16)]).toString("base64url");
}

it.each([
  [{ position: "258", sent: 0, existingUpTo: undefined }, "0..258"],
  [{ position: "7.12", sent: 2, existingUpTo: undefined }, "2..7.12"],
  [{ position: "258", sent: 0, existingUpTo: 0 }, "0.0.258"],
  [{ position: "a\nb", sent: 1, existingUpTo: 2_147_483_647 }, "1.2147483647.a\nb"],
] as const)("a resume token of %o is the same in later releases", (where, content) => {
  expect(tokens.encode(where)).toBe(sealed(content));
  expect(read(tokens, sealed(content))).toEqual(where);
});

it.each(["", "0..", "..1", "0.x.1", "-1..1", "0.0", "0.12345678901.1", "1234567890..1"])(
  "what was sealed but says no point, %j, is refused",
  (content) => expect(read(tokens, sealed(content))).toBe(invalid),
);

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { isServiceError } from "../../packages/core/src/rpc/service-error.ts";
import {
  createResumeTokens,
  type ResumePoint,
} from "../../packages/core/src/users/resume-token.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const secret = new Uint8Array(32).fill(7);
const tokens = createResumeTokens(secret);

function macOf(label: string, bytes: Uint8Array = new Uint8Array()): Buffer {
  return createHmac("sha256", secret).update(label).update(bytes).digest();
}

const mark = macOf("userservice store").subarray(0, 4);

/** Any content sealed as a resume token, by Node's own means. */
function sealed(content: Uint8Array): string {
  const bytes = Buffer.concat([mark, content]);
  const mac = macOf("userservice resume token 1", bytes).subarray(0, 16);
  return Buffer.concat([bytes, mac]).toString("base64url");
}

/** What a token is read as; `undefined` if it is refused, as it must be. */
function read(token: string): ResumePoint | undefined {
  try {
    return tokens.decode(token);
  } catch (error) {
    assert(isServiceError(error));
    const isForeign = error.reason === "RESUME_TOKEN_FOREIGN";
    const bytes = Buffer.from(token, "base64url");
    assert.equal(error.code, isForeign ? "FAILED_PRECONDITION" : "INVALID_ARGUMENT");
    // Whose mark is right is never told to be another's.
    if (isForeign) assert.notDeepEqual(bytes.subarray(0, 4), mark);
    return undefined;
  }
}

/** A number, then a position of what is left: `sent.upTo.position`, by places instead of a pattern. */
function pointOf(content: string): ResumePoint | undefined {
  const [sent = "", upTo, ...rest] = content.split(".");
  const position = rest.join(".");
  const isNumber = (text: string, most: number) =>
    text.length <= most && [...text].every((each) => each >= "0" && each <= "9");
  if (upTo === undefined || sent === "" || position === "") return undefined;
  if (!isNumber(sent, 9) || !isNumber(upTo, 10)) return undefined;
  return { sent: Number(sent), existingUpTo: upTo === "" ? undefined : Number(upTo), position };
}

/** Resume tokens: nothing is one but what was made as one, and it says what it was made of. */
export const target: FuzzTarget = {
  words: ["-", "_", ".", "0..", "1.7.", "0.0.258", "2147483647"],
  run(data) {
    const input = createInput(data);
    const kind = input.byte() % 3;
    if (kind === 0) {
      const sent = input.byte();
      const existingUpTo = input.byte() % 2 === 0 ? undefined : input.byte() * 8_421_504;
      const position = `${input.byte()}${input.text().toWellFormed()}`;
      const token = tokens.encode({ sent, existingUpTo, position });
      assert.equal(token, sealed(Buffer.from(`${sent}.${existingUpTo ?? ""}.${position}`)));
      assert.deepEqual(read(token), { sent, existingUpTo, position });
    } else if (kind === 1) {
      // As a store's own, whatever it says.
      const content = input.rest();
      assert.deepEqual(read(sealed(content)), pointOf(new TextDecoder().decode(content)));
    } else {
      const text = input.text();
      const point = read(text);
      if (point !== undefined) assert.equal(tokens.encode(point), text);
    }
  },
};

import { equalBytes } from "../equal-bytes.ts";
import { invalidFields, resumeTokenForeign } from "./errors.ts";
import { macBytes, macOf, seal, sealedBytes, unseal } from "./sealed-text.ts";
import type { LogPosition } from "./user-store.ts";

/** How far somebody has followed the log. */
export interface LogPoint {
  /** The last write that was followed whole. */
  readonly position: LogPosition;
  /** How many events of the next write were. */
  readonly sent: number;
}

/** Where a watch of all users goes on. */
export interface ResumePoint extends LogPoint {
  /** While the present users are told: the last one's id, 0 before the first. Otherwise `undefined`. */
  readonly existingUpTo: number | undefined;
}

/** Resume tokens of one store. */
export interface ResumeTokens {
  encode(point: ResumePoint): string;
  /**
   * @throws FAILED_PRECONDITION, reason RESUME_TOKEN_FOREIGN, for a token of
   * another store; INVALID_ARGUMENT for what is no token, or was changed.
   */
  decode(token: string): ResumePoint;
}

const utf8 = new TextEncoder();
const label = utf8.encode("userservice resume token 1");
const storeLabel = utf8.encode("userservice store");
const markBytes = 4;
const format = /^(\d{1,9})\.(\d{0,10})\.(.+)$/s;

/**
 * Resume tokens: a mark of the store, and where a watch goes on, sealed under
 * the store's secret. The mark tells a token of another store from a broken one.
 */
export function createResumeTokens(secret: Uint8Array): ResumeTokens {
  const mark = macOf(storeLabel, new Uint8Array(), secret).subarray(0, markBytes);
  return {
    encode({ position, sent, existingUpTo = "" }) {
      const text = utf8.encode(`${sent}.${existingUpTo}.${position}`);
      const content = new Uint8Array(markBytes + text.length);
      content.set(mark);
      content.set(text, markBytes);
      return seal(label, content, secret);
    },
    decode(token) {
      const sealed = sealedBytes(token);
      if (sealed === undefined || sealed.length <= markBytes + macBytes) throw invalidToken();
      if (!equalBytes(sealed.subarray(0, markBytes), mark)) throw resumeTokenForeign();
      const content = unseal(label, token, secret);
      const parts = content && format.exec(new TextDecoder().decode(content.subarray(markBytes)));
      if (!parts) throw invalidToken();
      const [, sent = "", upTo = "", position = ""] = parts;
      const existingUpTo = upTo === "" ? undefined : Number(upTo);
      return { position, sent: Number(sent), existingUpTo };
    },
  };
}

function invalidToken() {
  return invalidFields([{ field: "resume_token", description: "is not a token of this service" }]);
}

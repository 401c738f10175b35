import { createHmac, timingSafeEqual } from "node:crypto";

/** The cookie that says who somebody is. */
export const sessionCookie = "session";

/** How long a session lasts. Nothing ends one earlier: the app keeps no list of them. */
export const sessionSeconds = 12 * 3_600;

/** Whose session it is, and until when, in milliseconds of Unix time. */
export interface Session {
  readonly name: string;
  readonly expiresAt: number;
}

/** The cookie's value: whose session it is, until when, and a proof that this app has written it. */
export function sign({ name, expiresAt }: Session): string {
  const content = `${name}.${expiresAt}`;
  return `${content}.${proofOf(content)}`;
}

/** The session that a cookie is of; `undefined` if this app has not written it. */
export function sessionOf(cookie: string | undefined): Session | undefined {
  const [, content = "", name, end, proof] = /^((.+)\.(\d+))\.([^.]+)$/.exec(cookie ?? "") ?? [];
  if (name === undefined || proof === undefined) return undefined;
  const [given, right] = [Buffer.from(proof), Buffer.from(proofOf(content))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return { name, expiresAt: Number(end) };
}

function proofOf(content: string): string {
  const { SESSION_SECRET } = process.env;
  if (!SESSION_SECRET) throw new Error("SESSION_SECRET is not set");
  return createHmac("sha256", SESSION_SECRET).update(content).digest("base64url");
}

import { createHmac, timingSafeEqual } from "node:crypto";

/** The cookie that says who somebody is. */
export const sessionCookie = "session";

/** The cookie's value for somebody: their name and a proof that this app has written it. */
export function sign(name: string): string {
  return `${name}.${proofOf(name)}`;
}

/** Whose cookie it is; `undefined` if this app has not written it. */
export function nameOf(cookie: string | undefined): string | undefined {
  const [, name, proof] = /^(.+)\.([^.]+)$/.exec(cookie ?? "") ?? [];
  if (name === undefined || proof === undefined) return undefined;
  const [given, right] = [Buffer.from(proof), Buffer.from(proofOf(name))];
  return given.length === right.length && timingSafeEqual(given, right) ? name : undefined;
}

function proofOf(name: string): string {
  const { SESSION_SECRET } = process.env;
  if (!SESSION_SECRET) throw new Error("SESSION_SECRET is not set");
  return createHmac("sha256", SESSION_SECRET).update(name).digest("base64url");
}

/** An email address, checked. */
export type EmailCheck =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly description: string };

/** Limits of RFC 5321, 4.5.3.1, in bytes of UTF-8. */
const maxBytes = 254;
const maxLocalBytes = 64;

/** What a dot-atom is made of (RFC 5322, 3.2.3), with the letters of RFC 6531. */
const localPart =
  /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;
const asciiDomain =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** Control, format (bidirectional ones among them), surrogate, private, unassigned, invisible characters, and spaces. */
const forbidden = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
const ascii = /^[\x21-\x7e]*$/;
const number = /^(?:\d+|0x[\da-f]*)$/;

/**
 * Checks a trimmed address and gives the key it is unique by: NFC, the domain
 * in IDNA's ASCII form, the local part lowercased in ASCII only. Addresses have
 * one mailbox exactly if they have one key.
 *
 * Quoted local parts, address literals and domains of one label are refused.
 */
export function checkEmail(email: string): EmailCheck {
  if (utf8Length(email) > maxBytes) return fault(`must be at most ${maxBytes} bytes long`);
  if (!ascii.test(email) && forbidden.test(email)) {
    return fault("must not contain control, invisible or space characters");
  }
  const at = email.lastIndexOf("@");
  if (at <= 0) return malformed;
  // Again after lowercasing: some letters with marks have a composed form in lower case only.
  const local = lowerAscii(email.slice(0, at).normalize("NFC")).normalize("NFC");
  if (utf8Length(local) > maxLocalBytes) {
    return fault(`must have at most ${maxLocalBytes} bytes before the @`);
  }
  if (!localPart.test(local)) return malformed;
  const domain = asciiDomainOf(email.slice(at + 1).normalize("NFKC"));
  if (domain === undefined) return malformed;
  const key = `${local}@${domain}`;
  return utf8Length(key) > maxBytes
    ? fault(`must be at most ${maxBytes} bytes long`)
    : { ok: true, key };
}

function fault(description: string): EmailCheck {
  return { ok: false, description };
}

const malformed = fault("is not an email address");

/** The domain in lower-case ASCII, or `undefined` if it is none. */
function asciiDomainOf(domain: string): string | undefined {
  const plain = asciiDomain.test(domain) ? domain.toLowerCase() : internationalDomain(domain);
  if (plain === undefined || !asciiDomain.test(plain) || plain.length > 253) return undefined;
  // A number at the end makes it an IPv4 address (WHATWG URL, 3.5).
  if (number.test(plain.slice(plain.lastIndexOf(".") + 1))) return undefined;
  return plain.includes("xn--") ? internationalDomain(plain) : plain;
}

/** A domain through IDNA (UTS 46), which every runtime has inside `URL`. */
function internationalDomain(domain: string): string | undefined {
  // What would end the host part of a URL, or be decoded in it, is no part of a domain.
  if (/[!-,/:-@[-`{-~]/.test(domain)) return undefined;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function lowerAscii(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

const encoder = new TextEncoder();

/** The length of a text in bytes of UTF-8. */
function utf8Length(text: string): number {
  return ascii.test(text) ? text.length : encoder.encode(text).length;
}

import assert from "node:assert/strict";
import { domainToASCII } from "node:url";
import { checkEmail } from "../../packages/core/src/users/email.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const hidden = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

function requireKey(email: string, key: string): void {
  const at = key.lastIndexOf("@");
  const [local, domain] = [key.slice(0, at), key.slice(at + 1)];
  assert.ok(local !== "" && !local.includes("@"), key);
  assert.ok(Buffer.byteLength(key) <= 254 && Buffer.byteLength(local) <= 64, key);
  assert.ok(Buffer.byteLength(email) <= 254 && email.isWellFormed() && key.isWellFormed(), key);
  assert.ok(!hidden.test(email) && !hidden.test(key), JSON.stringify([email, key]));
  assert.ok(!/[A-Z"(),:;<>[\\\]]/.test(local) && !/^\.|\.$|\.\./.test(local), key);
  assert.equal(key.normalize("NFC"), key);
  const labels = domain.split(".");
  assert.ok(
    labels.length >= 2 && domain.length <= 253 && labels.every((each) => label.test(each)),
    key,
  );
  assert.ok(!/^\d+$/.test(labels.at(-1) ?? ""), key);
  assert.equal(domainToASCII(domain), domain);
}

/** The key of an address, which has to be one. */
function keyOf(email: string): string {
  const check = checkEmail(email);
  assert.ok(check.ok, `${JSON.stringify(email)} ${check.ok || check.description}`);
  return check.key;
}

/** Emails: a key is an address of bounded length, is its own key, and is the same for every spelling. */
export const target: FuzzTarget = {
  words: [
    ...["@", ".", "example.com", "xn--", "xn--bcher-kva.example", "é", "e\u0301", "ß", "İ", "K"],
    ...[
      "。",
      "\u200d",
      "\u00ad",
      "%40",
      "1.2.3.4",
      "0x7f",
      "ά",
      "א",
      "ẛ̣",
      "-",
      "..",
      "𝒳",
      "H\u0331",
      "J\u030c",
    ],
  ],
  run(data) {
    const email = createInput(data).text();
    const check = checkEmail(email);
    if (!check.ok) {
      assert.ok(check.description.length > 0 && check.description.length < 80);
      return;
    }
    requireKey(email, check.key);
    assert.equal(keyOf(check.key), check.key);
    assert.equal(keyOf(email.normalize("NFC")), check.key);
    // IDNA maps what is compatible to one form (UTS 46, 4): both are the same domain.
    const at = email.lastIndexOf("@") + 1;
    assert.equal(keyOf(email.slice(0, at) + email.slice(at).normalize("NFKC")), check.key);
    const upper = email.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    // Marks may join with a small letter only, which then is no ASCII letter any more.
    if (/^[\x21-\x7e]*$/.test(email)) assert.equal(keyOf(upper), check.key);
  },
};

"""Writes packages/testing/src/email-contract/vectors.ts: emails, and the keys that they are
unique by, made without any code of this repository.

    apt-get install python3-idna        # 3.6 or newer
    python3 scripts/email-vectors.py

The rule is that of packages/core/src/users/email.ts: NFC (unicodedata), the domain through
UTS 46, non-transitional, and IDNA 2008 (the package idna), the local part in lower case in
ASCII alone. Only domains that IDNA 2008 knows are in it: what UTS 46 allows beside it, such
as emoji, has no reference here.
"""
import json
import unicodedata
from pathlib import Path

import idna
from idna.package_data import __version__ as idna_version

DOMAINS = [
    "example.com", "a-b.example", "1a.example", "bücher.example", "faß.example", "fass.example",
    "straße.example", "ñandú.example", "café.example", "smørrebrød.example", "łódź.example",
    "čeština.example", "ıstanbul.example", "istanbul.example", "βόλος.example", "βόλοσ.example",
    "ελληνικά.example", "пример.example", "при́мер.example", "пример.рф", "日本語.example",
    "中文.example", "例え.jp", "한국어.example", "עברית.example", "العربية.example",
    "فارسی.example", "हिन्दी.example", "ไทย.example", "தமிழ்.example", "বাংলা.example",
    "ქართული.example", "հայերեն.example", "ಕನ್ನಡ.example", "ሀገር.example", "မြန်မာ.example",
    "ខ្មែរ.example", "ລາວ.example", "tiếng-việt.example", "ångström.example", "ǆ.example",
    "xn.example", "ö.ä.ü.example", "mañana.bücher.example", "𠀀.example", "ꙋ.example",
]
LOCALS = [
    "ada", "ada.lovelace", "ada+tag", "o'brien", "x_y-z", "a!#$%&*/=?^`{|}~b", "jörg", "josé",
    "JOSÉ", "straße", "strasse", "βόλος", "βόλοσ", "иван", "Иван", "日本", "한글", "עברית",
    "हिन्दी", "ẖ", "ǰ", "ıi", "ﬁ", "fi", "ſ", "s", "Å", "å", "１", "1", "𝓐",
]
REFUSED = [
    "ada", "@example.com", "ada@", "ada@localhost", "ada@127.0.0.1", "ada@[::1]", ".ada@example.com",
    "ada.@example.com", "a..b@example.com", "a b@example.com", "ada@exa mple.com", '"a"@example.com',
    "ada@-a.example", "ada@a-.example", "ada@a..example", "ada@a_b.example", "ada@xn--zzzzzz-.example",
    "ada@a\u200bb.example", "a\u202eda@example.com", "ada@\u202eexample.com", "a\u0000da@example.com",
    "ada@a\u0007b.example", "a\u200dda@example.com", "ada@" + "b" * 64 + ".example", "ada@\u0301a.example",
]


def ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def key_of(local: str, domain: str) -> str:
    nfc = unicodedata.normalize("NFC", ascii_lower(unicodedata.normalize("NFC", local)))
    return f"{nfc}@{idna.encode(domain, uts46=True, std3_rules=True, transitional=False).decode()}"


def domain_spellings(domain: str) -> list[str]:
    ascii_form = idna.encode(domain, uts46=True, std3_rules=True).decode()
    return [
        domain,
        ascii_form,
        ascii_form.upper(),
        unicodedata.normalize("NFD", domain),
        "".join(c.upper() if c.isascii() else c for c in domain),
        # Capitals that come back as they were: not those of ß, ς or ı.
        "".join(c.upper() if c.upper().lower() == c and c not in "ς" else c for c in domain),
        "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in domain),
        domain.replace(".", "\u3002"),
    ]


def local_spellings(local: str) -> list[str]:
    swapped = "".join(c.swapcase() if c.isascii() else c for c in local)
    return [local, unicodedata.normalize("NFD", local), swapped]


def main() -> None:
    pairs = [("ada", spelling) for domain in DOMAINS for spelling in domain_spellings(domain)]
    pairs += [(spelling, "example.com") for local in LOCALS for spelling in local_spellings(local)]
    pairs += [
        (local_spellings(LOCALS[i % len(LOCALS)])[1], domain_spellings(domain)[3])
        for i, domain in enumerate(DOMAINS)
    ]
    mailboxes: dict[str, list[str]] = {}
    for local, domain in pairs:
        spellings = mailboxes.setdefault(key_of(local, domain), [])
        if f"{local}@{domain}" not in spellings:
            spellings.append(f"{local}@{domain}")
    header = (
        "// Made by scripts/email-vectors.py, with idna "
        f"{idna_version} and Unicode {unicodedata.unidata_version}.\n\n"
        "/** The key of each mailbox, and the spellings of its email. */\n"
    )
    text = header + "export const mailboxes: Readonly<Record<string, readonly string[]>> = "
    text += json.dumps(mailboxes, indent=2) + ";\n\n"
    text += "/** What is no email, or none that is taken. */\n"
    text += "export const refusedEmails: readonly string[] = " + json.dumps(REFUSED, indent=2) + ";\n"
    Path("packages/testing/src/email-contract/vectors.ts").write_text(text)


main()

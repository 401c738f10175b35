/** Secrets that are nowhere else: where one turns up, something has leaked. */
export const canaries = {
  password: "Canary-password-5b1f0c",
  passwordHash: "$pbkdf2-sha256$i=1000$Y2FuYXJ5LXNhbHQ$Y2FuYXJ5LXRhZy1jYW5hcnktdGFnLWNhbmFyeS10YWc",
  bearerToken: "canary-token-93ac07e2d1",
  jwt: "eyJhbGciOiJFUzI1NiIsImtpZCI6ImNhbmFyeSJ9.eyJzdWIiOiJjYW5hcnktc3ViamVjdCJ9.Y2FuYXJ5LXNpZ25hdHVyZS1jYW5hcnk",
} as const;

/** A secret's name, for whoever reads that it has leaked, and its text. */
export type Secrets = ReadonlyMap<string, string>;

/** The names of the secrets that a text holds: as they are, in base64 at any offset, in hex, in a URL. */
export function secretsIn(text: string, secrets: Secrets): string[] {
  return [...secrets]
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

const forms = new Map<string, readonly string[]>();

function formsOf(secret: string): readonly string[] {
  const known = forms.get(secret) ?? makeForms(secret);
  forms.set(secret, known);
  return known;
}

function makeForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const encoded = [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    // Without the characters at both ends that have bits of their neighbours in them.
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor((shifted.length * 8) / 6);
    return (["base64", "base64url"] as const).map((name) => shifted.toString(name).slice(from, to));
  });
  return [secret, encodeURIComponent(secret), bytes.toString("hex"), ...encoded];
}

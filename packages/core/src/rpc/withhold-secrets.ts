import { isServiceError, ServiceError } from "./service-error.ts";

/** What stands in place of a text that held a secret. */
export const withheld = "[withheld: it held a secret]";

/** What a secret looks like wherever it comes from. Each is looked for in linear time. */
const secretForms: readonly RegExp[] = [
  // Password hashes: PHC strings and modular crypt, and those that Django begins with a name.
  /(?:\$[a-z0-9-]{1,32}|pbkdf2_sha\d{1,3}|bcrypt(?:_sha256)?|argon2|scrypt)\$[\x21-\x7e]{8}/,
  // JSON Web Tokens: a header, which begins as base64url of `{"` does, and what follows it.
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8}/,
  // Credentials in a header as it is printed.
  /\b(?:bearer|basic)\s+[\w.~+/-]{16}/i,
  // The password in a URL.
  /:\/\/[^\s/:@]*:[^\s/@]+@/,
];

/** A shorter text is nobody's secret; withheld, it would let a caller choose what is logged. */
const minSecretLength = 4;

/** Properties looked at before an error is taken for one that holds something. */
const maxLookedAt = 1_000;

/**
 * The error itself if it holds no secret; else one like it without the texts
 * that do: those are withheld whole, for what is round a secret tells of it.
 * Its code, its stack's lines and its clean causes stay.
 *
 * Secrets are the given texts, and whatever looks like a password hash, a JSON
 * Web Token, credentials in a header or in a URL. Looked for in an error's own
 * properties and those of what it holds, as `inspect` prints them; not in what
 * is encoded, as bytes or base64.
 *
 * @example
 * process.on("uncaughtException", (error) => log.fatal({ err: withholdSecrets(error) }));
 */
export function withholdSecrets(error: unknown, secrets: readonly string[] = []): unknown {
  const holdsSecret = secretFinder(secrets);
  return holds(error, holdsSecret) ? withoutSecrets(error, holdsSecret) : error;
}

type HoldsSecret = (text: string) => boolean;

function secretFinder(secrets: readonly string[]): HoldsSecret {
  const texts = secrets.filter((secret) => secret.length >= minSecretLength);
  return (text) =>
    texts.some((secret) => text.includes(secret)) || secretForms.some((form) => form.test(text));
}

/** Whether a secret is in a value, or in anything that can be reached from it. */
function holds(value: unknown, holdsSecret: HoldsSecret): boolean {
  const seen = new Set<unknown>();
  const waiting = [value];
  while (waiting.length > 0) {
    const each = waiting.pop();
    if (typeof each === "string" && holdsSecret(each)) return true;
    if (typeof each !== "object" || each === null || seen.has(each)) continue;
    seen.add(each);
    if (seen.size + waiting.length > maxLookedAt) return true;
    for (const content of contentsOf(each)) waiting.push(content);
  }
  return false;
}

function contentsOf(value: object): readonly unknown[] {
  if (ArrayBuffer.isView(value)) return [];
  // Of ours the stack says nothing more, and is dear to make.
  if (isServiceError(value)) {
    const { message, reason, domain, metadata, fieldViolations, cause } = value;
    return [message, reason, domain, metadata, ...fieldViolations, cause];
  }
  // Getters are not run, as `inspect` does not. A stack is one in some runtimes.
  const stack = value instanceof Error ? [value.stack, value.name] : [];
  const entries = value instanceof Map || value instanceof Set ? [...value.entries()] : [];
  const properties = Object.values(Object.getOwnPropertyDescriptors(value));
  return [
    ...stack,
    ...entries.flat(),
    ...Object.keys(value),
    ...properties.map((property): unknown => property.value),
  ];
}

function withoutSecrets(error: unknown, holdsSecret: HoldsSecret): unknown {
  if (!holds(error, holdsSecret)) return error;
  if (isServiceError(error)) return serviceErrorWithout(error, holdsSecret);
  return error instanceof Error ? errorWithout(error, holdsSecret) : withheld;
}

function serviceErrorWithout(error: ServiceError, holdsSecret: HoldsSecret): ServiceError {
  const { code, message, reason, domain, metadata, fieldViolations } = error;
  const { retryAfterMs, requestId, otherDetails } = error;
  const clean = <T>(value: T, instead: T): T => (holds(value, holdsSecret) ? instead : value);
  const copy = new ServiceError(code, clean(message, withheld), {
    reason: clean(reason, ""),
    domain: clean(domain, ""),
    metadata: clean(metadata, {}),
    // One for each that was there: a violation that says nothing tells that there is one.
    fieldViolations: fieldViolations.map(({ field, description }) => ({
      field: clean(field, ""),
      description: clean(description, withheld),
    })),
    otherDetails,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
    cause: withoutSecrets(error.cause, holdsSecret),
  });
  return withStack(copy, error, holdsSecret);
}

function errorWithout(error: Error, holdsSecret: HoldsSecret): Error {
  const { message, name, cause } = error;
  const options = cause === undefined ? undefined : { cause: withoutSecrets(cause, holdsSecret) };
  const copy = new Error(holdsSecret(message) ? withheld : message, options);
  Object.defineProperty(copy, "name", { value: holdsSecret(name) ? "Error" : name });
  // What drivers put beside a message: codes, names of tables.
  for (const [key, value] of Object.entries(error)) {
    const isPlain = typeof value === "string" || typeof value === "number";
    if (isPlain && !(key in copy)) {
      Object.assign(copy, { [key]: holds([key, value], holdsSecret) ? withheld : value });
    }
  }
  return withStack(copy, error, holdsSecret);
}

/** A stack begins with the message, which may have lines of its own. */
function withStack<E extends Error>(copy: E, { stack }: Error, holdsSecret: HoldsSecret): E {
  const lines = stack?.split("\n").filter((line) => /^ {4}at /.test(line) && !holdsSecret(line));
  copy.stack = [`${copy.name}: ${copy.message}`, ...(lines ?? [])].join("\n");
  return copy;
}

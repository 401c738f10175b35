import type { Message } from "@bufbuild/protobuf";

/** The fields of requests that are nobody's to read, by their names in messages. */
const secretFields = ["password", "passwordHash"] as const;

/** The passwords and hashes in a request of the user service. */
export function requestSecrets(request: Message): string[] {
  const fields = new Map<string, unknown>(Object.entries(request));
  return secretFields.flatMap((name) => secretTexts(fields.get(name)));
}

/** A password as it was given, and as hashers take it. */
export function secretTexts(text: unknown): string[] {
  return typeof text === "string" && text !== "" ? [text, text.normalize("NFC")] : [];
}

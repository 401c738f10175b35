/** A user as a row of a file has it. */
export interface ImportRow {
  /** Where it stands: in NDJSON its line; in CSV its row, of which the header is the first. */
  readonly row: number;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly passwordHash: string;
  readonly isActive: boolean;
}

/** A row that says nothing that could be sent. */
export interface BadRow {
  readonly row: number;
  /** What is wrong with it, as a sentence that quotes none of its values: one may be a password. */
  readonly fault: string;
}

/** What a row may say of a user, by the names that both formats may write it with. */
export const fields = {
  email: "email",
  name: "name",
  password: "password",
  password_hash: "passwordHash",
  passwordHash: "passwordHash",
  is_active: "isActive",
  isActive: "isActive",
} as const satisfies Readonly<Record<string, keyof ImportRow>>;

/** What an export says beside that, which the store gives to each user anew. */
const givenByTheStore = ["id", "createdAt", "updatedAt", "revision"];
export const ignored: ReadonlySet<string> = new Set([
  ...givenByTheStore,
  ...givenByTheStore.map((name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)),
]);

/** Whether a name is that of a field. */
export function isField(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name);
}

const truth = new Map([
  ["", true],
  ["true", true],
  ["1", true],
  ["yes", true],
  ["false", false],
  ["0", false],
  ["no", false],
]);

/** A row of the texts that stand in it, by field. */
export function rowOf(row: number, texts: ReadonlyMap<string, string>): ImportRow | BadRow {
  const isActive = truth.get((texts.get("isActive") ?? "").trim().toLowerCase());
  if (isActive === undefined) return { row, fault: "is_active is neither true nor false" };
  return {
    row,
    email: texts.get("email") ?? "",
    name: texts.get("name") ?? "",
    password: texts.get("password") ?? "",
    passwordHash: texts.get("passwordHash") ?? "",
    isActive,
  };
}

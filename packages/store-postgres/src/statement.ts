/** A statement over the tables of a schema. */
export interface Statement {
  /** Tells it apart from the others of this package. */
  readonly name: string;
  /** Its text, where `s` stands for the schema, quoted. */
  readonly text: (s: string) => string;
}

/** Makes a {@link Statement}. */
export function statement(name: string, text: (s: string) => string): Statement {
  return { name, text };
}

/** A name of the database as SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL, whatever `standard_conforming_strings` says. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
  return text.includes("\\") ? `E${quoted}` : quoted;
}

/** The next value of a sequence, as SQL. */
export function nextValue(s: string, sequence: string): string {
  return `nextval(${quoteText(`${s}.${sequence}`)})`;
}

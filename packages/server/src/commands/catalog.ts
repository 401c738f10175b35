import type { Command } from "./command.ts";

/** A command that is loaded when it is asked for. */
export interface CatalogEntry {
  /** What it does, in a line of the help. */
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. Only the one that is asked for is loaded. */
export const catalog: Readonly<Record<string, CatalogEntry>> = {
  serve: {
    summary: "serve a user directory",
    load: async () => (await import("./serve.ts")).serveCommand,
  },
  migrate: {
    summary: "make or upgrade the schema of a store, as serve does at its start",
    load: async () => (await import("./migrate.ts")).migrateCommand,
  },
  check: {
    summary: "ask a server whether it is healthy: exit code 0 if so",
    load: async () => (await import("./check.ts")).checkCommand,
  },
  list: {
    summary: "list users",
    load: async () => (await import("./list.ts")).listCommand,
  },
  get: {
    summary: "show a user",
    load: async () => (await import("./get.ts")).getCommand,
  },
  create: {
    summary: "create a user",
    load: async () => (await import("./create.ts")).createCommand,
  },
  update: {
    summary: "change a user",
    load: async () => (await import("./update.ts")).updateCommand,
  },
  delete: {
    summary: "delete a user",
    load: async () => (await import("./delete.ts")).deleteCommand,
  },
  watch: {
    summary: "print changes as they happen, of one user or of all",
    load: async () => (await import("./watch.ts")).watchCommand,
  },
  import: {
    summary: "create the users of a file; safe to run again",
    load: async () => (await import("./import.ts")).importCommand,
  },
  export: {
    summary: "write all users to a file",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  completion: {
    summary: "print a script that completes commands and flags in a shell",
    load: async () => (await import("./completion.ts")).completionCommand,
  },
};

import type { Validator } from "./validator.ts";

/** The number of users, as the store keeps it and as ListUsers gives it, is that of the users. */
export const exactTotal: Validator = {
  promise: "exact total",
  *ofRun({ users, count, total, log }) {
    const created = log.filter(({ kind }) => kind === "created").length;
    const deleted = log.filter(({ kind }) => kind === "deleted").length;
    if (count !== users.length)
      yield `the store counts ${count} users, and there are ${users.length}`;
    if (total !== users.length)
      yield `ListUsers tells ${total} users, and there are ${users.length}`;
    if (created - deleted !== users.length) {
      yield `the log has ${created} creations and ${deleted} deletions, and there are ${users.length} users`;
    }
  },
};

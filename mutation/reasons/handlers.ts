import type { Reasons } from "./reason.ts";

/** The survivors of the handlers that somebody has looked at. */
export const handlersReasons: Reasons = {
  "users/handlers/batch-create-users.ts": [
    {
      line: "if (chunk.length > 0) yield chunk;",
      changes: ["chunk.length > 0 → true", "chunk.length > 0 → chunk.length >= 0"],
      kind: "equivalent",
      why: "A chunk of nothing creates nothing.",
    },
    {
      line: 'return request && { kind: "replayed", request };',
      changes: ['"replayed" → ""'],
      kind: "equivalent",
      why: "Whatever is neither created nor a taken email is a replay.",
    },
    {
      line: 'if (outcome?.kind === "created") return outcome.user;',
      changes: ['outcome?.kind === "created" → false', '"created" → ""'],
      kind: "performance",
      why: "`createdUser` gives the same user, after a promise.",
    },
    {
      line: 'email: request?.email.slice(0, 254).toWellFormed() ?? "",',
      changes: ['"" → "Stryker was here!"', "request?.email → request.email"],
      kind: "unreachable",
      why: "Every result has its request; the types can't say so of two arrays.",
    },
  ],
  "users/handlers/list-users.ts": [
    {
      line: "return page <= 1 ? { afterId: 0, limit } : { offset: (page - 1) * size, limit };",
      changes: ["page <= 1 → page < 1"],
      kind: "performance",
      why: "The users after id 0 are those from offset 0.",
    },
  ],
  "users/handlers/update-user.ts": [
    {
      line: "const hash = passwordHash === undefined || passwordHash === false ? {} : { passwordHash };",
      changes: [
        "passwordHash === undefined || passwordHash === false → false",
        "passwordHash === undefined || passwordHash === false → passwordHash === undefined && passwordHash === false",
        "passwordHash === undefined → false",
      ],
      kind: "equivalent",
      why: "For a store, `undefined` is to keep the present hash, as is no property.",
    },
    {
      line: "const hash = passwordHash === undefined || passwordHash === false ? {} : { passwordHash };",
      changes: ["passwordHash === false → false", "false → true"],
      kind: "unreachable",
      why: "The mask names the password or does not: `patch.password` is never `false`.",
    },
  ],
  "users/handlers/watch-user-updates.ts": [
    {
      line: "if (afterRevision !== undefined && afterRevision < 0n) {",
      changes: ["afterRevision !== undefined → true"],
      kind: "equivalent",
      why: "`undefined` is not less than any number.",
    },
  ],
  "users/handlers/watch-users.ts": [
    {
      line: "if (start.existingUpTo !== undefined) {",
      changes: ["start.existingUpTo !== undefined → true"],
      kind: "elsewhere",
      why: "The memory store finds nobody after `undefined`; another may refuse it.",
    },
  ],
};

import type { Defect } from "./defect.ts";

const users = "packages/core/src/users";
const suite = "contract, in process";

/** Mistakes in what changes a user. */
export const updateDefects: readonly Defect[] = [
  {
    name: "UpdateUser does not ask for the revision that its caller expects",
    file: `${users}/handlers/update-user.ts`,
    find: "const { expectedRevision = user.revision } = request;",
    replace: "const expectedRevision = user.revision;",
    suite,
    promise: "applies an update at the expected revision, and only there",
  },
  {
    name: "UpdateUser fails when somebody else was faster, though its caller named no revision",
    file: `${users}/handlers/update-user.ts`,
    find: "      call.signal.throwIfAborted();\n",
    replace: "      throw revisionMismatch(user.revision);\n",
    suite,
    promise: "loses none of many updates at once",
  },
  {
    name: "UpdateUser writes an update for a name that stays as it is",
    file: `${users}/user.ts`,
    find: "if (patch.name !== undefined && patch.name !== user.name) {",
    replace: "if (patch.name !== undefined) {",
    suite,
    promise: "writes nothing when nothing changes",
  },
  {
    name: "UpdateUser writes the user though no field changes",
    file: `${users}/handlers/update-user.ts`,
    find: "      if (updates.length === 0) return user;\n",
    replace: "",
    suite: "model",
    promise: "answers as a plain map would, whatever is called in whatever order",
  },
  {
    name: "UpdateUser can't make a user inactive",
    file: `${users}/handlers/update-user.ts`,
    find: 'wanted("is_active", user.isActive) &&',
    replace: 'wanted("is_active", user.isActive) && user.isActive &&',
    suite,
    promise: "changes the fields of the mask only, one revision each",
  },
  {
    name: "A change of password shows the hash in the log",
    file: `${users}/handlers/update-user.ts`,
    find: "const { next, updates } = stepUser(user, patch, nowSeconds());",
    replace: `const { next, updates } = stepUser(user, patch, nowSeconds());
      for (const each of updates) if (each.field === "password") each.newValue = passwordHash || "";`,
    suite,
    promise: "shows a password change without the password",
  },
  {
    name: "DeleteUser does not ask for the revision that its caller expects",
    file: `${users}/handlers/delete-user.ts`,
    find: "expectedRevision !== undefined && expectedRevision !== user.revision",
    replace: "expectedRevision !== undefined && expectedRevision < user.revision",
    suite,
    promise: "deletes at the expected revision only",
  },
];

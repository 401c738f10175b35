import { UserService } from "@org/user-core";
import { UsageError } from "../usage-error.ts";
import { defineCommand, type FlagValues } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { revisionFlag, revisionOf } from "./expected-revision.ts";
import { jsonFlag } from "./json-flag.ts";
import { passwordFlags, readPassword } from "./password-input.ts";
import { printUser } from "./user-text.ts";
import { findUserId, whichUser } from "./which-user.ts";

const changes = {
  email: { value: "EMAIL", text: "the new email" },
  name: { value: "NAME", text: "the new name" },
  active: { value: "YES|NO", choices: ["yes", "no"], text: "whether the user may sign in" },
  ...passwordFlags,
  "remove-password": { text: "no password from now on" },
} as const;

/** `user-server update`: what is given of a user, and nothing else. */
export const updateCommand = defineCommand({
  operands: whichUser,
  flags: { ...changes, ...revisionFlag, ...jsonFlag, ...connectionFlags },
  examples: [
    'user-server update 7 --name "Ada King"',
    "user-server update ada@example.com --active no",
  ],
  async run(flags, which = "") {
    using users = connect(UserService, flags);
    const expectedRevision = revisionOf(flags);
    const change = await changeOf(flags);
    const id = await findUserId(users, which);
    const user = { ...change.user, id };
    const request = { ...change, user, ...expectedRevision };
    await printUser(await users.updateUser(request), flags.json);
    return 0;
  },
});

async function changeOf(flags: FlagValues<typeof changes>) {
  const { email = "", name = "", active } = flags;
  const removes = flags["remove-password"];
  const password = await readPassword(flags);
  if (removes && password !== undefined) {
    throw new UsageError("--remove-password and a password don't go together");
  }
  const paths = [
    ...(flags.email === undefined ? [] : ["email"]),
    ...(flags.name === undefined ? [] : ["name"]),
    ...(active === undefined ? [] : ["is_active"]),
    ...(password === undefined && !removes ? [] : ["password"]),
  ];
  if (paths.length === 0) {
    throw new UsageError("nothing to change: --email, --name, --active, --password-stdin, …");
  }
  const user = { email, name, isActive: active === "yes" };
  return { user, updateMask: { paths }, password: password ?? "" };
}

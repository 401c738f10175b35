import { UserService } from "@org/user-core";
import { defineCommand } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { jsonFlag } from "./json-flag.ts";
import { printUser } from "./user-text.ts";
import { findUser, whichUser } from "./which-user.ts";

/** `user-server get`: one user, by id or email. */
export const getCommand = defineCommand({
  operands: whichUser,
  flags: { ...jsonFlag, ...connectionFlags },
  examples: ["user-server get 7", "user-server get ada@example.com --json"],
  async run(flags, which = "") {
    using users = connect(UserService, flags);
    await printUser(await findUser(users, which), flags.json);
    return 0;
  },
});

import { UserService } from "@org/user-core";
import { defineCommand } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { revisionFlag, revisionOf } from "./expected-revision.ts";
import { jsonFlag } from "./json-flag.ts";
import { print } from "./output.ts";
import { findUserId, whichUser } from "./which-user.ts";

/** `user-server delete`: one user, for good. */
export const deleteCommand = defineCommand({
  operands: whichUser,
  flags: { ...revisionFlag, ...jsonFlag, ...connectionFlags },
  examples: ["user-server delete 7", "user-server delete 7 --expected-revision 3"],
  async run(flags, which = "") {
    using users = connect(UserService, flags);
    const expectedRevision = revisionOf(flags);
    const userId = await findUserId(users, which);
    await users.deleteUser({ userId, ...expectedRevision });
    await print(flags.json ? `{"deletedId":${userId}}\n` : `user ${userId} is deleted\n`);
    return 0;
  },
});

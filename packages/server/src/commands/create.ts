import { randomUUID } from "node:crypto";
import { UserService } from "@org/user-core";
import { defineCommand } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { jsonFlag } from "./json-flag.ts";
import { passwordFlags, readPassword } from "./password-input.ts";
import { printUser } from "./user-text.ts";

/** `user-server create`: one user. */
export const createCommand = defineCommand({
  operands: "<email> <name>",
  flags: {
    ...passwordFlags,
    "request-id": {
      value: "UUID",
      text: "the same creates nobody twice; one of its own if there is none",
    },
    ...jsonFlag,
    ...connectionFlags,
  },
  examples: [
    'user-server create ada@example.com "Ada Lovelace"',
    "user-server create ada@example.com Ada --password-stdin < password.txt",
  ],
  async run(flags, email = "", name = "") {
    using users = connect(UserService, flags);
    const password = (await readPassword(flags)) ?? "";
    const requestId = flags["request-id"] ?? randomUUID();
    await printUser(await users.createUser({ email, name, password, requestId }), flags.json);
    return 0;
  },
});

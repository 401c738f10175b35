import { UserService } from "@org/user-core";
import { integer } from "../flag-values.ts";
import { defineCommand } from "./command.ts";
import { connect, connectionFlags } from "./connection.ts";
import { jsonFlag } from "./json-flag.ts";
import { note, outputWidth, print } from "./output.ts";
import { createTable } from "./table.ts";
import { pagesOf } from "./user-pages.ts";
import { userCells, userColumns, userJson } from "./user-text.ts";

/** `user-server list`: users by id, page after page. */
export const listCommand = defineCommand({
  flags: {
    limit: { value: "N", default: "50", text: "how many at most; 0 for all" },
    "page-size": { value: "N", default: "100", text: "how many to ask for at a time" },
    ...jsonFlag,
    ...connectionFlags,
  },
  examples: ["user-server list --limit 10", "user-server list --limit 0 --json"],
  async run(flags) {
    const limit = integer("limit", flags.limit, 0, 2 ** 31 - 1) || Number.POSITIVE_INFINITY;
    const pageSize = integer("page-size", flags["page-size"], 1, 100);
    using users = connect(UserService, flags);
    const table = createTable(userColumns, outputWidth());
    let printed = 0;
    let total = 0;
    for await (const page of pagesOf(users, { pageSize: Math.min(pageSize, limit) })) {
      const some = page.users.slice(0, limit - printed);
      await print(flags.json ? some.map(userJson).join("") : table.rows(some.map(userCells)));
      printed += some.length;
      total = page.total;
      if (printed >= limit) break;
    }
    if (!flags.json && printed < total) {
      note(`${printed} of ${total} users; --limit ${total} for more, or export`);
    }
    return 0;
  },
});

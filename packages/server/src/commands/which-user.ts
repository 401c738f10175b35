import type { Client, User, UserService } from "@org/user-core";
import { UsageError } from "../usage-error.ts";

/** The operand that names a user. */
export const whichUser = "<id|email>";

/** A user by the id or the email that was typed. @throws UsageError for what is neither. */
export async function findUser(
  users: Pick<Client<typeof UserService>, "getUser" | "getUserByEmail">,
  text: string,
): Promise<User> {
  const userId = idOf(text);
  if (userId !== undefined) return users.getUser({ userId });
  return users.getUserByEmail({ email: text });
}

/** The id of a user, who is asked for only if it was an email that was typed. */
export async function findUserId(
  users: Pick<Client<typeof UserService>, "getUser" | "getUserByEmail">,
  text: string,
): Promise<number> {
  return idOf(text) ?? (await findUser(users, text)).id;
}

function idOf(text: string): number | undefined {
  if (text.includes("@")) return undefined;
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (id >= 1 && id < 2 ** 31) return id;
  throw new UsageError(`${text} is neither an id nor an email`);
}

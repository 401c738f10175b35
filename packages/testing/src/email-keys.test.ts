import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  UserService,
  type UserStore,
} from "@org/user-core";
import { expect, it } from "vitest";
import { mailboxes } from "./email-contract/vectors.ts";

/** A service over a store that keeps what it is asked for by. */
function keyReader() {
  const store = createMemoryStore();
  let asked = "";
  const noting: UserStore = {
    ...store,
    getByEmail(key) {
      asked = key;
      return store.getByEmail(key);
    },
  };
  const users = createInProcessClient(UserService, createUserService({ store: noting }).services);
  return async (email: string) => {
    await users.getUserByEmail({ email }).catch(() => {});
    return asked;
  };
}

it.each(Object.entries(mailboxes))(
  "%s is the key of every spelling of its mailbox",
  async (key, spellings) => {
    const keyOf = keyReader();
    const keys = await Promise.all(spellings.map((email) => keyOf(email)));
    expect(keys).toEqual(spellings.map(() => key));
  },
);

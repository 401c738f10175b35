import type { UserService } from "@org/user-core";
import type { WalkedCall } from "./walked-call.ts";
import { batchCreateUsersCalls, syncUsersCalls, watchUserUpdatesCalls } from "./walked-streams.ts";
import {
  createUserCalls,
  deleteUserCalls,
  getUserByEmailCalls,
  getUserCalls,
  listUsersCalls,
  updateUserCalls,
  verifyPasswordCalls,
} from "./walked-unary.ts";
import { watchUsersCalls } from "./walked-watches.ts";

/** The calls of each RPC. */
export const walkedCalls = {
  getUser: getUserCalls,
  getUserByEmail: getUserByEmailCalls,
  createUser: createUserCalls,
  listUsers: listUsersCalls,
  updateUser: updateUserCalls,
  deleteUser: deleteUserCalls,
  watchUserUpdates: watchUserUpdatesCalls,
  batchCreateUsers: batchCreateUsersCalls,
  syncUsers: syncUsersCalls,
  verifyPassword: verifyPasswordCalls,
  watchUsers: watchUsersCalls,
} satisfies Record<keyof (typeof UserService)["method"], readonly WalkedCall[]>;

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
} from "./walked-unary.ts";
import { watchUsersCalls } from "./walked-watches.ts";

/** The calls of each RPC. One that has none must not be served yet: see `not-walked.ts`. */
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
  verifyPassword: [],
  watchUsers: watchUsersCalls,
} satisfies Record<keyof (typeof UserService)["method"], readonly WalkedCall[]>;

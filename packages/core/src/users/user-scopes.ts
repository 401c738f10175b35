import type { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import type { ScopeTable } from "../middleware/require-scopes.ts";

const [read, write] = ["users:read", "users:write"];

/** Scopes for `requireScopes`: `users:read` for what changes nothing, `users:write` for the rest. */
export const userScopes: ScopeTable<typeof UserService> = {
  getUser: read,
  createUser: write,
  listUsers: read,
  watchUserUpdates: read,
  batchCreateUsers: write,
  syncUsers: read,
  getUserByEmail: read,
  updateUser: write,
  deleteUser: write,
  // It upgrades hashes, and tells who guesses that they have guessed right.
  verifyPassword: write,
  watchUsers: read,
};

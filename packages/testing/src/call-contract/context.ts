import { type BindOptions, bind, type Handlers, ServiceError, UserService } from "@org/user-core";
import { onTestFinished } from "vitest";
import type { Serve, Served } from "../serve.ts";

/** All the RPCs that there are. */
export type UserHandlers = Handlers<typeof UserService>;

/** Serves these handlers for one test; RPCs without one answer UNIMPLEMENTED. */
export async function serveHandlers(
  serve: Serve,
  handlers: Partial<UserHandlers>,
  options: BindOptions = {},
): Promise<Served> {
  const served = await serve([bind(UserService, { ...unimplemented, ...handlers }, options)]);
  onTestFinished(() => served.dispose());
  return served;
}

function refuse(): never {
  throw new ServiceError("UNIMPLEMENTED", "not part of this test", { reason: "UNIMPLEMENTED" });
}

const unimplemented: UserHandlers = {
  getUser: refuse,
  createUser: refuse,
  listUsers: refuse,
  watchUserUpdates: refuse,
  batchCreateUsers: refuse,
  syncUsers: refuse,
  getUserByEmail: refuse,
  updateUser: refuse,
  deleteUser: refuse,
  verifyPassword: refuse,
  watchUsers: refuse,
};

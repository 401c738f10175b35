import { besideReasons } from "./reasons/beside.ts";
import { handlersReasons } from "./reasons/handlers.ts";
import { middlewareReasons } from "./reasons/middleware.ts";
import type { Reasons } from "./reasons/reason.ts";
import { rpcReasons } from "./reasons/rpc.ts";
import { usersReasons } from "./reasons/users.ts";

/** The surviving mutants somebody has looked at, by file of `packages/core/src`. */
export const reasons: Reasons = {
  ...besideReasons,
  ...handlersReasons,
  ...middlewareReasons,
  ...rpcReasons,
  ...usersReasons,
};

import type { Flood } from "./flood-figures.ts";
import { passwordFlood } from "./floods/password-flood.ts";
import { unaryFlood } from "./floods/unary-flood.ts";

/** Every flood, in the order of the table. */
export const floods: readonly Flood[] = [passwordFlood, unaryFlood];

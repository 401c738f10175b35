import { atomic } from "./atomic.ts";
import { durable } from "./durable.ts";
import { exactTotal } from "./exact-total.ts";
import { explicit } from "./explicit.ts";
import { noLostUpdate } from "./no-lost-update.ts";
import { oneWinnerPerEmail } from "./one-winner-per-email.ts";
import { ordered } from "./ordered.ts";
import { reliable } from "./reliable.ts";
import { requestIds } from "./request-ids.ts";
import { resumable } from "./resumable.ts";
import { unique } from "./unique.ts";
import type { Validator } from "./validator.ts";

/** All promises of the watch, then those of the writes. */
export const validators: readonly Validator[] = [
  ordered,
  unique,
  reliable,
  atomic,
  resumable,
  explicit,
  durable,
  oneWinnerPerEmail,
  noLostUpdate,
  requestIds,
  exactTotal,
];

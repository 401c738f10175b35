import type { DescMethod } from "@bufbuild/protobuf";
import type { CallSource } from "./call.ts";
import type { ServiceError } from "./service-error.ts";

/**
 * Asked of each unary call that comes over a wire, before anything is made of it: no call, no
 * headers, no middleware. What it gives, if anything, is the call's answer.
 *
 * It gives the same error time and again: transports keep what they send for one, so that to
 * refuse a call costs a fraction of answering it. Calls in process have waited nowhere; it is not
 * asked of them.
 */
export type Admission = (
  method: DescMethod,
  /** Whose call it is; its address is read when asked. */
  source: Pick<CallSource, "peer">,
) => ServiceError | undefined;

import { noBytes } from "./protocols/protocol.ts";
import type { Wire } from "./wires/wire.ts";

/** A request for what is no RPC here. */
export interface OtherRequest {
  /** The verb. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** The answer to it. */
export interface OtherAnswer {
  /** HTTP status. */
  readonly status: number;
  /** By lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Answers requests for other paths than those of RPCs, without their bodies:
 * `createProbes` of core is one. `undefined` for what it does not know either. One
 * that rejects is answered with 500 and no word of why.
 */
export type OtherPaths = (request: OtherRequest) => Promise<OtherAnswer | undefined>;

/**
 * Answers what `otherPaths` knows; `unknown` gets the rest, and what it throws is not
 * hidden here: the promise rejects with it.
 */
export async function answerOther(
  wire: Wire,
  otherPaths: OtherPaths,
  unknown: (wire: Wire) => void,
): Promise<void> {
  const answer = async () => {
    const known = await otherPaths({ method: wire.method, path: wire.path });
    if (known === undefined) return false;
    const headers = Object.entries(known.headers).flat();
    const body = encoder.encode(known.body);
    wire.answer({ status: known.status, headers, body, trailers: undefined });
    return true;
  };
  const fail = () => {
    wire.answer({ status: 500, headers: [], body: noBytes, trailers: undefined });
    return true;
  };
  if (!(await answer().catch(fail))) unknown(wire);
}

const encoder = new TextEncoder();

/**
 * What a generated message must survive on its way.
 *
 * - `json`: everything has a form in protobuf's JSON, and so in binary.
 * - `binary`: also what JSON has no form for, such as the path `isActive` in a
 *   field mask or a duration out of range.
 * - `memory`: also what only a call within the process can carry: text with
 *   lone surrogates, which UTF-8 has no form for.
 */
export type Carrier = "json" | "binary" | "memory";

/** Options of the arbitraries that can make what not every wire carries. */
export interface CarrierOptions {
  /** What carries the message. Default: `json`. */
  readonly carriedBy?: Carrier;
}

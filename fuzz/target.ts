/** A parser, and what it promises of any bytes. */
export interface FuzzTarget {
  /** What its inputs are made of: words that chance would take long to find. Default: none. */
  readonly words?: readonly string[];
  /** Gives one input to the parser. Throws if the parser does not keep its promises. */
  readonly run: (data: Uint8Array) => void | Promise<void>;
}

import type { BoundService, Client, ClientOptions, UserService } from "@org/user-core";

/**
 * `early headers`: a stream's response headers go out with its first message
 * only. `peer`: the address of the client is not known.
 */
export type Lack = "early headers" | "peer";

/** Bound services behind a client, whatever is between the two. */
export interface Served {
  readonly users: Client<typeof UserService>;
  /** What this way of serving can't do. */
  readonly lacks?: readonly Lack[];
  /** Cuts the client's connection, where there is one to cut. */
  readonly dropConnection?: () => void;
  /** Ends all that was started for it. */
  dispose(): Promise<void>;
}

/** Puts a transport between services and a client. */
export type Serve = (services: readonly BoundService[], options?: ClientOptions) => Promise<Served>;

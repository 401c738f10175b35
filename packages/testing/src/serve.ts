import type { BoundService, Client, ClientOptions, UserService } from "@org/user-core";

/** Bound services behind a client, whatever is between the two. */
export interface Served {
  readonly users: Client<typeof UserService>;
  /** Cuts the client's connection, where there is one to cut. */
  readonly dropConnection?: () => void;
  dispose(): Promise<void>;
}

/** Puts a transport between services and a client. */
export type Serve = (services: readonly BoundService[], options?: ClientOptions) => Promise<Served>;

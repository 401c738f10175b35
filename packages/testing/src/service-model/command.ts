import type {
  Client,
  LogPosition,
  UserService,
  UserStore,
  UserUpdate,
  WatchUsersResponse,
} from "@org/user-core";
import fc from "fast-check";
import type { Lack } from "../serve.ts";
import type { Model, ModelUsersWatch, ModelWatch } from "./model.ts";
import type { WatchStream } from "./watch-stream.ts";

/** The service that is compared with the model. */
export interface ServiceUnderTest {
  readonly users: Client<typeof UserService>;
  /** The store behind it, to prune. */
  readonly store: UserStore;
  readonly lacks: readonly Lack[];
  /** The streams of the model's watches. */
  readonly streams: Map<ModelWatch, WatchStream<UserUpdate>>;
  /** Those of its watches of all users. */
  readonly usersStreams: Map<ModelUsersWatch, WatchStream<WatchUsersResponse>>;
  /** How much of the log the store has shown. */
  readonly shown: { position: LogPosition; count: number };
}

/** Something to do both to the service and to the model. */
export type ModelCommand = fc.AsyncCommand<Model, ServiceUnderTest>;

/** What a command is made of. */
export interface CommandOptions<A> {
  /** As a failure shows it. */
  readonly name: string;
  readonly arguments: A;
  /** Whether it can be done now. Default: always. */
  readonly check?: (model: Readonly<Model>, args: A) => boolean;
  /** Calls the service, changes the model, fails unless they agree. */
  readonly run: (model: Model, service: ServiceUnderTest, args: A) => Promise<void>;
}

/** Makes a command. Each has a second of its own, so that times tell commands apart. */
export function command<A>(options: CommandOptions<A>): ModelCommand {
  const { name, arguments: args, check = () => true, run } = options;
  return {
    check: (model) => check(model, args),
    async run(model, service) {
      model.nowSeconds += 1n;
      await run(model, service, args);
    },
    toString: () => `${name}(${fc.stringify(args)})`,
  };
}

/** Does a command where it can be done. */
export async function runIfPossible(
  each: ModelCommand | undefined,
  model: Model,
  service: ServiceUnderTest,
): Promise<void> {
  if (each?.check(model)) await each.run(model, service);
}

import { ServiceError, type UserStore } from "@org/user-core";
import { decode, encode } from "./encoding.ts";

/** The data of one object, which many stores may be opened on. */
export interface RemoteData {
  open(): UserStore;
}

const operations: readonly Exclude<keyof UserStore, "onHint" | "close">[] = [
  ...(["get", "getByEmail", "credentials", "list", "count", "insert", "findRequest"] as const),
  ...(["replace", "replaceHash", "remove", "userUpdates", "events", "head", "snapshot"] as const),
  ...(["prune", "secret", "migrate", "check"] as const),
];

/** What the store's worker answers. */
interface Answer {
  readonly result?: unknown;
  readonly error?: {
    readonly code: ConstructorParameters<typeof ServiceError>[0];
    readonly message: string;
    readonly options: ConstructorParameters<typeof ServiceError>[2];
  };
}

/** The store in one Durable Object, whose operations are asked for over HTTP. */
export function remoteData(baseUrl: string): RemoteData {
  const url = `${baseUrl}/${crypto.randomUUID()}`;
  const listening: Promise<unknown>[] = [];

  async function ask(operation: string, args: readonly unknown[]): Promise<unknown> {
    // Who listens hears of what is written from then on.
    await Promise.all(listening);
    const response = await fetch(`${url}/${operation}`, { method: "POST", body: encode(args) });
    if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`);
    const { result, error } = decode(await response.text()) as Answer;
    if (error) throw new ServiceError(error.code, error.message, error.options);
    return result;
  }

  function open(): UserStore {
    const gone = new AbortController();
    const running = new Set<Promise<unknown>>();

    function onHint(listener: () => void): () => void {
      const stopped = new AbortController();
      const signal = AbortSignal.any([gone.signal, stopped.signal]);
      const hints = fetch(`${url}/onHint`, { method: "POST", signal });
      listening.push(hints.catch(() => {}));
      void follow(hints, () => !signal.aborted && listener()).catch(() => {});
      return () => stopped.abort();
    }

    async function close(): Promise<void> {
      gone.abort();
      await Promise.allSettled(running);
    }

    function operation(name: string): (...args: unknown[]) => Promise<unknown> {
      return async (...args) => {
        if (gone.signal.aborted) {
          const options = { reason: "STORE_UNAVAILABLE", retryAfterMs: 1_000 } as const;
          throw new ServiceError("UNAVAILABLE", "The store is closed", options);
        }
        const asked = ask(name, args);
        running.add(asked);
        return asked.finally(() => running.delete(asked));
      };
    }

    const asked = Object.fromEntries(operations.map((name) => [name, operation(name)]));
    // Each answers as the store in the object does, whose type it is.
    return { ...asked, onHint, close } as unknown as UserStore;
  }

  return { open };
}

async function follow(hints: Promise<Response>, listener: () => void): Promise<void> {
  for await (const _bytes of (await hints).body ?? []) listener();
}

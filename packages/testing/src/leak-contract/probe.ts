import type { CallOptions, Client, PasswordHasher, UserService } from "@org/user-core";
import { canaries, type Secrets, secretsIn } from "./canaries.ts";
import { leakCalls } from "./leak-calls.ts";
import { printed } from "./printed.ts";
import { startWatches } from "./watches.ts";

/** Drives canaries through a service, and finds them where they must not be. */
export interface LeakProbe {
  /** Keeps a value that somebody sees, under the name of the place. */
  note(place: string, value: unknown): void;
  /**
   * The same hasher, each hash of which is a canary too: of a password, its
   * hash must not leak either.
   */
  watchHasher(hasher: PasswordHasher): PasswordHasher;
  /**
   * Makes every call of every RPC, valid and not, with canaries in it, and notes
   * all that its caller sees. `token` goes with them, and another that nobody knows.
   *
   * @param seen what of a header, an answer or an error is looked at. Default: all of it.
   */
  drive(
    users: Client<typeof UserService>,
    token: string,
    seen?: (value: unknown) => unknown,
  ): Promise<void>;
  /** Whether a text was seen anywhere: that the probe looks where it says. */
  saw(text: string): boolean;
  /** Each place with a canary in it: `error of createUser: password`. */
  found(): string[];
}

/** Makes a probe with the canaries of the suite. */
export function createLeakProbe(): LeakProbe {
  const places = new Map<string, string[]>();
  const hashes = new Set<string>();

  function note(place: string, value: unknown): void {
    const texts = places.get(place) ?? [];
    texts.push(printed(value));
    places.set(place, texts);
  }

  function secrets(): Secrets {
    const made = [...hashes].map((hash, i) => [`hash ${i + 1} of a password`, hash] as const);
    return new Map([...Object.entries(canaries), ...made]);
  }

  return {
    note,
    watchHasher: (hasher) => ({
      ...hasher,
      async hash(password, options) {
        const hash = await hasher.hash(password, options);
        hashes.add(hash);
        return hash;
      },
    }),
    async drive(users, token, seen = (value) => value) {
      const noteSeen: Note = (place, value) => note(place, seen(value));
      const stopWatching = startWatches(users, noteSeen, optionsFor(noteSeen, "watch", token));
      // Who is not known first: the last call deletes the user that all are about.
      for (const each of [canaries.jwt, token]) await makeCalls(users, noteSeen, each);
      await stopWatching();
    },
    saw: (text) => [...places.values()].flat().some((each) => each.includes(text)),
    found() {
      const present = secrets();
      return [...places].flatMap(([place, texts]) =>
        secretsIn(texts.join("\n"), present).map((name) => `${place}: ${name}`),
      );
    },
  };
}

type Note = LeakProbe["note"];

function optionsFor(note: Note, call: string, token: string): CallOptions {
  return {
    headers: { authorization: `Bearer ${token}` },
    onHeaders: (headers) => note(`headers of ${call}`, [...headers]),
    onTrailers: (trailers) => note(`trailers of ${call}`, [...trailers]),
  };
}

async function makeCalls(
  users: Client<typeof UserService>,
  note: Note,
  token: string,
): Promise<void> {
  for (const [name, call] of Object.entries(leakCalls)) {
    try {
      note(`answer of ${name}`, await call(users, optionsFor(note, name, token)));
    } catch (error) {
      note(`error of ${name}`, error);
    }
  }
}

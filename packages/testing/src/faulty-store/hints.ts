import type { UserStore } from "@org/user-core";
import type { HintMode } from "./fault.ts";

/** A store's hints with something wrong, and how many listen to them. */
export interface FaultyHints {
  readonly onHint: UserStore["onHint"];
  /** How many listeners have not stopped. */
  count(): number;
}

/** Passes on a store's hints as the mode says. */
export function createFaultyHints(store: UserStore, mode: HintMode): FaultyHints {
  let listening = 0;
  return {
    onHint(listener) {
      const stop = store.onHint(modes[mode](listener));
      let stopped = false;
      listening += 1;
      return () => {
        if (!stopped) listening -= 1;
        stopped = true;
        stop();
      };
    },
    count: () => listening,
  };
}

type Listener = () => void;

const modes = {
  passed: (listener) => listener,
  lost: () => () => {},
  doubled: (listener) => () => {
    listener();
    listener();
  },
} satisfies Record<HintMode, (listener: Listener) => Listener>;

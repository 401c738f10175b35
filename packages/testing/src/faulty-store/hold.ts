/** Where calls are held until somebody lets them go on. */
export interface Hold {
  /** Waits for the next `release`. */
  wait(): Promise<void>;
  /** Lets all go on that wait now. */
  release(): void;
}

/** Makes a place where nobody waits yet. */
export function createHold(): Hold {
  let held = Promise.withResolvers<void>();
  return {
    wait: () => held.promise,
    release() {
      held.resolve();
      held = Promise.withResolvers<void>();
    },
  };
}

import { type Child, startChild } from "./child.ts";

/** A program that is killed now and then, and started again. */
export interface Restarting {
  kill(): Promise<void>;
  /** Starts it, unless it runs. */
  start(): void;
  /** Asks it to finish; one that does not within this time is killed. Whether it has. */
  finish(timeoutMs: number): Promise<boolean>;
}

/** What {@link startRestarting} needs. */
export interface RestartingOptions {
  readonly program: string;
  /** Its options in this life, from 1. */
  readonly optionsOf: (life: number) => object;
  readonly onFault: (message: string) => void;
}

/** Starts a program for its first life. */
export function startRestarting({ program, optionsOf, onFault }: RestartingOptions): Restarting {
  let life = 1;
  const begin = (): Child => startChild({ program, options: optionsOf(life), onFault });
  let child = begin();
  return {
    kill: () => child.kill(),
    start() {
      if (child.isAlive) return;
      life += 1;
      child = begin();
    },
    async finish(timeoutMs) {
      const late = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => late.resolve(false), timeoutMs);
      const isInTime = await Promise.race([child.finish().then(() => true), late.promise]);
      clearTimeout(timer);
      if (!isInTime) await child.kill();
      return isInTime;
    },
  };
}

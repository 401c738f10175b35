import type { BrokenStore } from "./broken/broken-stores.ts";
import { type Child, startChild } from "./child.ts";
import type { LoopbackProxy } from "./loopback-proxy.ts";
import type { InstanceOptions } from "./programs/instance.ts";
import type { StoreUnderTest } from "./stores/store-under-test.ts";

/** One instance, and those that take its place. Behind a proxy, so that its port stays. */
export interface InstancePlace {
  start(): Promise<void>;
  kill(): Promise<void>;
}

/** What {@link createInstancePlace} needs. */
export interface InstancePlaceOptions {
  readonly store: StoreUnderTest;
  readonly place: number;
  readonly proxy: LoopbackProxy;
  readonly broken: BrokenStore | undefined;
  readonly hintPorts: readonly number[];
  /** Where it writes what it did not expect. */
  readonly log: string;
  readonly onFault: (message: string) => void;
}

/** A place in which nothing runs yet. */
export function createInstancePlace(options: InstancePlaceOptions): InstancePlace {
  const { store, place, proxy, broken, hintPorts, log, onFault } = options;
  let child: Child | undefined;
  return {
    async start() {
      const started: InstanceOptions = {
        ...{ location: store.locationFor(place), place, hintPorts, log },
        ...(broken && { broken }),
      };
      child = startChild({ program: "instance", options: started, onFault });
      proxy.target = Number(await child.ready);
    },
    async kill() {
      proxy.target = undefined;
      await child?.kill();
    },
  };
}

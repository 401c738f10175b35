import type { ServiceFactory } from "../service-contract/context.ts";
import type { TwoUsers } from "./two-users.ts";
import { createWorld, type World } from "./world.ts";

/** Services that go from one walk to the next, as long as nothing is wrong with them. */
export interface Worlds {
  /**
   * Runs something with a service that nobody else has meanwhile, and nobody
   * afterwards if it fails or calls `retire`.
   */
  use<T>(work: (world: World, users: TwoUsers, retire: () => void) => Promise<T>): Promise<T>;
  dispose(): Promise<void>;
}

/** Makes services when there is none that is free. */
export function createWorlds(factory: ServiceFactory): Worlds {
  const free: World[] = [];
  return {
    async use(work) {
      const world = free.pop() ?? (await createWorld(factory));
      let isFit = true;
      const retire = () => {
        isFit = false;
      };
      try {
        return await work(world, await world.beginAnew(), retire);
      } catch (error) {
        retire();
        throw error;
      } finally {
        if (isFit) free.push(world);
        else await world.dispose();
      }
    },
    async dispose() {
      await Promise.all(free.splice(0).map((world) => world.dispose()));
    },
  };
}

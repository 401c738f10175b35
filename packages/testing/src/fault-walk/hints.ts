import { expect, it } from "vitest";
import type { ServiceFactory } from "../service-contract/context.ts";
import { attemptCall, untilOver } from "./attempt.ts";
import { walkHealthy } from "./healthy.ts";
import { watchUserUpdatesCalls } from "./walked-streams.ts";
import { watchUsersCalls } from "./walked-watches.ts";
import { createWorld } from "./world.ts";

/** Watches of a store whose hints go wrong. */
export function hintWalk(factory: ServiceFactory): void {
  for (const call of [...watchUserUpdatesCalls, ...watchUsersCalls]) {
    it.each(["lost", "doubled"] as const)(
      `${call.name} shows each change once where hints are %s`,
      async (hints) => {
        const healthy = await walkHealthy(factory, call);
        const world = await createWorld(factory, { hints });
        try {
          const { answers, error } = await attemptCall(world, {
            call,
            users: await world.beginAnew(),
          });
          expect(error).toBeUndefined();
          expect(answers).toEqual(healthy.answers);
          await untilOver(world);
        } finally {
          await world.dispose();
        }
      },
    );
  }
}

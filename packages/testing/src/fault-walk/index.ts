import { createInProcessClient, createMemoryStore, UserService } from "@org/user-core";
import { afterAll, describe, expect, it } from "vitest";
import type { ServiceFactory } from "../service-contract/context.ts";
import { healthWalk } from "./health.ts";
import { type Healthy, type Point, walkHealthy } from "./healthy.ts";
import { hintWalk } from "./hints.ts";
import { isTimely, walk } from "./walk.ts";
import type { WalkedCall } from "./walked-call.ts";
import { walkedCalls } from "./walked-calls.ts";
import { walkedFaults } from "./walked-faults.ts";
import { createWorlds, type Worlds } from "./worlds.ts";

/** Where the number of calls to the store is found out: the same over every wire and store. */
const inProcess: ServiceFactory = {
  serve: async (services, options) => ({
    users: createInProcessClient(UserService, services, options),
    dispose: async () => {},
  }),
  createStore: async () => createMemoryStore(),
};

/**
 * What the user service promises when its store fails, as tests for vitest,
 * over any client and any store: each call to the store that an RPC makes is
 * made to fail, in each way there is. The caller gets the right error or the
 * right answer, nothing is half-written, nothing is left behind, and the
 * service goes on.
 *
 * A client must not try calls again by itself.
 *
 * @example
 * faultWalk("my store, in process", { serve, createStore });
 */
export function faultWalk(name: string, factory: ServiceFactory): void {
  describe(`faults of the store: ${name}`, async () => {
    const worlds = createWorlds(factory);
    afterAll(worlds.dispose);
    for (const call of Object.values(walkedCalls).flat()) {
      // Where this fails, so does the first test of the call.
      const points = await walkHealthy(inProcess, call).then(
        (healthy) => healthy.points,
        () => [],
      );
      describe.concurrent(call.name, () => walkCall({ factory, worlds }, call, points));
    }
    describe.concurrent("health", () => healthWalk(factory));
    describe.concurrent("hints", () => hintWalk(factory));
  });
}

interface Ground {
  readonly factory: ServiceFactory;
  readonly worlds: Worlds;
}

function walkCall({ factory, worlds }: Ground, call: WalkedCall, points: readonly Point[]): void {
  let walked: Promise<Healthy> | undefined;
  const healthy = () => {
    walked ??= walkHealthy(factory, call);
    return walked;
  };

  it("asks the store for no more than what is made to fail here", async () => {
    const found = (await healthy()).points;
    const names = (all: readonly Point[]) =>
      all.map(({ operation }) => operation).filter((operation) => !isTimely(call, operation));
    expect(names(found)).toEqual(names(points));
  });

  it(`writes in ${call.commits} commits`, async () => {
    const writing = ["insert", "replace", "remove"];
    const found = (await healthy()).points;
    expect(found.filter(({ operation }) => writing.includes(operation))).toHaveLength(call.commits);
  });

  for (const point of points) {
    for (const [what, fault] of Object.entries(walkedFaults)) {
      if (fault.operations?.includes(point.operation) === false) continue;
      it(`call ${point.call}: ${point.operation} ${what}`, async () => {
        await walk(worlds, { call, point, fault, healthy: await healthy() });
      });
    }
  }
}

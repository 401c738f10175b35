import { expect, it } from "vitest";
import type { ServiceFactory } from "../service-contract/context.ts";
import { failureOf } from "../streams.ts";
import { createWorld } from "./world.ts";

/** An RPC without a row in `walked-calls.ts` must not be served. */
export function notWalked(factory: ServiceFactory): void {
  it("is not served: VerifyPassword", async () => {
    const world = await createWorld(factory);
    try {
      await world.beginAnew();
      const { users } = world.served;
      expect(await failureOf(users.verifyPassword({}))).toMatchObject({ code: "UNIMPLEMENTED" });
      expect(world.faulty.calls).toEqual([]);
    } finally {
      await world.dispose();
    }
  });
}

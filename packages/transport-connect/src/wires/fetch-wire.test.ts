import { expect, it } from "vitest";
import { createFetchWire } from "./fetch-wire.ts";

it("releases every write that waits for room, once there is some", async () => {
  const wire = createFetchWire(new Request("http://users.test/a"), "peer");
  wire.start(200, []);
  const waiting = [1, 2, 3].map(() => wire.write(new Uint8Array(100_000)));
  const { body } = await wire.response;
  const reader = body?.getReader();
  for (let i = 0; i < 3; i += 1) await reader?.read();
  await Promise.all(waiting);
  expect(waiting.every((each) => each instanceof Promise)).toBe(true);
  expect(wire.write(new Uint8Array(1))).toBeUndefined();
});

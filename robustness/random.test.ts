import { expect, it } from "vitest";
import { createRandom } from "./random.ts";

function draw(seed: number, ...names: string[]): readonly unknown[] {
  const random = createRandom(seed, ...names);
  return [random.next(), random.between(1, 6), random.shuffled([1, 2, 3, 4]), random.uuid()];
}

it("gives the same again for a seed and a name, and others for others", () => {
  expect(draw(7, "faults")).toEqual(draw(7, "faults"));
  expect(draw(7, "faults")).not.toEqual(draw(8, "faults"));
  expect(draw(7, "faults")).not.toEqual(draw(7, "writer1"));
});

it("gives every number of a range, and UUIDs", () => {
  const random = createRandom(1);
  const drawn = Array.from({ length: 200 }, () => random.between(2, 5));
  expect([...new Set(drawn)].toSorted()).toEqual([2, 3, 4, 5]);
  expect(random.uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
});

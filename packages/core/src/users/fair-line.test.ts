import { expect, it } from "vitest";
import { createFairLine, type FairLine } from "./fair-line.ts";

const [ada, bob, carol] = [{ name: "Ada" }, { name: "Bob" }, { name: "Carol" }];

function rest(line: FairLine<string>): string[] {
  const items: string[] = [];
  for (let item = line.next(); item !== undefined; item = line.next()) items.push(item);
  return items;
}

it("gives each caller a turn after another, and a caller's items in their order", () => {
  const line = createFairLine<string>();
  for (const item of ["a1", "a2", "a3"]) line.add(ada, item);
  for (const item of ["b1", "b2"]) line.add(bob, item);
  line.add(carol, "c1");
  expect(line.size).toBe(6);
  expect(rest(line)).toEqual(["a1", "b1", "c1", "a2", "b2", "a3"]);
  expect(line.size).toBe(0);
});

it("knows nothing more of a caller whose last item is out: the next stands at the end", () => {
  const line = createFairLine<string>();
  line.add(ada, "a1");
  line.remove(ada, "a1");
  line.add(bob, "b1");
  line.add(ada, "a2");
  expect(rest(line)).toEqual(["b1", "a2"]);
});

it("counts what leaves once, and what is not in it never", () => {
  const line = createFairLine<string>();
  line.add(ada, "a1");
  line.add(ada, "a2");
  line.remove(ada, "a1");
  line.remove(ada, "a1");
  line.remove(bob, "a2");
  expect(line.size).toBe(1);
  expect(rest(line)).toEqual(["a2"]);
});

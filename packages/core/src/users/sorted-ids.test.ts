import { expect, it } from "vitest";
import { createSortedIds } from "./sorted-ids.ts";

function idsOf(...ids: number[]) {
  const sorted = createSortedIds();
  for (const id of ids) sorted.add(id);
  return sorted;
}

it("finds the first id above any other, there or not", () => {
  const ids = idsOf(2, 4, 6, 8, 10);
  const above = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((id) => ids.indexAfter(id));
  expect(above).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  expect(idsOf().indexAfter(1)).toBe(0);
});

it("removes one id and leaves the rest in order", () => {
  const ids = idsOf(2, 4, 6, 8);
  ids.remove(4);
  expect(ids.slice(0, 10)).toEqual([2, 6, 8]);
  ids.remove(8);
  ids.remove(2);
  expect(ids.slice(0, 10)).toEqual([6]);
});

it("gives a part of the ids, as many as asked for", () => {
  expect(idsOf(2, 4, 6, 8).slice(1, 2)).toEqual([4, 6]);
});

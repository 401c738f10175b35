import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { defects } from "./defects.ts";

const root = resolve(import.meta.dirname, "..");

it("every planted defect fits the code: what it changes is there exactly once", () => {
  const unfit = defects.filter(({ file, find }) => {
    const parts = readFileSync(join(root, file), "utf8").split(find);
    return parts.length !== 2;
  });
  // `pnpm defects` takes minutes, and tries none of them while one does not fit.
  expect(unfit.map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
});

it("no two planted defects have one name", () => {
  const names = defects.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

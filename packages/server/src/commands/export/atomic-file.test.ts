import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../server-process.fixture.ts";
import { createAtomicFile } from "./atomic-file.ts";

it("takes the place of what was there when it is whole, for this user alone", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "users.csv");
  writeFileSync(path, "old", { mode: 0o644 });
  symlinkSync(path, join(folder.path, "link"));
  const file = await createAtomicFile(join(folder.path, "link"));
  await file.write("n");
  await file.write("ew");
  expect(readFileSync(path, "utf8")).toBe("old");
  await file.complete();
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.path).sort()).toEqual(["link", "users.csv"]);
});

it("leaves what was there, and nothing else, when it is abandoned", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "users.csv");
  writeFileSync(path, "old");
  const file = await createAtomicFile(path);
  await file.write("half");
  await file.abandon();
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder.path)).toEqual(["users.csv"]);
});

it("is not kept from its name by what a run that was killed has left", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "users.csv");
  // As in a container, where each run is process 1: two of one process.
  const left = await createAtomicFile(path);
  const file = await createAtomicFile(path);
  await file.complete();
  await left.abandon();
  expect(readdirSync(folder.path)).toEqual(["users.csv"]);
});

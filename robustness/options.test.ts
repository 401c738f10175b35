import { expect, it } from "vitest";
import { parseOptions } from "./options.ts";

it("runs every store for 20 s by default, with some seed", () => {
  const { stores, seconds, seed, broken } = parseOptions([]);
  expect({ stores, seconds, broken }).toEqual({
    stores: ["sqlite", "postgres"],
    seconds: 20,
    broken: undefined,
  });
  expect(Number.isInteger(seed)).toBe(true);
});

it("breaks the store that a mistake is of, unless another one is named", () => {
  expect(parseOptions(["--broken", "sequence-cursor"])).toMatchObject({
    stores: ["postgres"],
    seconds: 8,
  });
  const elsewhere = [
    "--broken",
    "lost-update",
    "--store",
    "postgres",
    "--seconds",
    "60",
    "--seed",
    "7",
  ];
  expect(parseOptions(elsewhere)).toMatchObject({ stores: ["postgres"], seconds: 60, seed: 7 });
});

it("restarts all in turn for a minute, over PostgreSQL and under 200 clients, unless told otherwise", () => {
  expect(parseOptions(["--rolling-restart"])).toMatchObject({
    ...{ rollingRestart: true, stores: ["postgres"], seconds: 60, clients: 200 },
  });
  const other = ["--rolling-restart", "--store", "sqlite", "--seconds", "12", "--clients", "20"];
  expect(parseOptions(other)).toMatchObject({ stores: ["sqlite"], seconds: 12, clients: 20 });
  expect(() => parseOptions(["--rolling-restart", "--broken", "lost-update"])).toThrow("whole");
});

it.each([
  ["--clients", "0"],
  ["--store", "oracle"],
  ["--broken", "everything"],
  ["--seconds", "0"],
  ["--seed", "-1"],
])("refuses %s %s", (...args) => {
  expect(() => parseOptions(args)).toThrow(args[0]);
});

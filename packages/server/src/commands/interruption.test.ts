import { expect, it } from "vitest";
import { interruption } from "./interruption.ts";

it("a second SIGHUP does not end what ends in order; a second SIGINT or SIGTERM does", () => {
  const signals = ["SIGHUP", "SIGINT", "SIGTERM"] as const;
  const before = signals.map((name) => process.listeners(name));
  const signal = interruption();
  process.emit("SIGHUP", "SIGHUP");
  expect(signal.aborted).toBe(true);
  // Without a listener a signal does what it does by itself.
  const added = signals.map((name, i) => {
    return process.listeners(name).filter((each) => !before[i]?.includes(each));
  });
  for (const listener of added[0] ?? []) process.off("SIGHUP", listener);
  expect(added.map(({ length }) => length)).toEqual([1, 0, 0]);
});

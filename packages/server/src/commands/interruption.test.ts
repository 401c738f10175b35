import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { interruption } from "./interruption.ts";

it("a second SIGHUP does not end what ends in order; a second SIGINT or SIGTERM does", () => {
  const process = new EventEmitter();
  const signal = interruption(process);
  process.emit("SIGHUP", "SIGHUP");
  expect(signal.aborted).toBe(true);
  // Without a listener a signal does what it does by itself.
  const listeners = ["SIGHUP", "SIGINT", "SIGTERM"].map((name) => process.listenerCount(name));
  expect(listeners).toEqual([1, 0, 0]);
});

import { afterAll, beforeAll, expect } from "vitest";

// Files of tests follow each other in a process: what one leaves faked, the next would meet.
const names = ["setTimeout", "clearTimeout", "setInterval", "Date", "fetch", "navigator"] as const;

let before: unknown[];

function present(): unknown[] {
  return names.map((name) => globalThis[name]);
}

beforeAll(() => {
  before = present();
});

afterAll(() => {
  const now = present();
  const changed = names.filter((_, i) => now[i] !== before[i]);
  expect(changed, "globals that this file leaves changed").toEqual([]);
});

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { copyText, trimmed } from "./copy-text.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

it("keeps of a text that was padded with a megabyte what is left of it", () => {
  const padding = Buffer.alloc(1_000_000, " ");
  const padded = (i: number) =>
    new TextDecoder().decode(Buffer.concat([Buffer.from(`Ada Lovelace ${i}`), padding]));
  heldBytes();
  const before = heldBytes();
  const kept = Array.from({ length: 50 }, (_, i) => trimmed(padded(i)));
  expect(heldBytes() - before).toBeLessThan(25_000_000);
  expect(kept[7]).toBe("Ada Lovelace 7");
});

it.each(["", " ", "\ud800 ", ' \u0000"\\ ', "\ufeffa", "Ada"])(
  "trims %j as its language does",
  (text) => {
    expect(trimmed(text)).toBe(text.trim());
    expect(copyText(text)).toBe(text);
  },
);

import { expect, it } from "vitest";
import { isTooDeep } from "./json-depth.ts";

const padding = " ".repeat(64 * 1024);
const bytes = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number, open = "[", close = "]") =>
  padding + open.repeat(depth) + close.repeat(depth);

it("takes what is nested as deep as messages may be, and no deeper", () => {
  expect(isTooDeep(bytes(nested(100)))).toBe(false);
  expect(isTooDeep(bytes(nested(101)))).toBe(true);
  expect(isTooDeep(bytes(nested(101, '{"a":', "}")))).toBe(true);
  expect(isTooDeep(bytes(`${padding}[${"[],{},".repeat(1_000)}0]`))).toBe(false);
});

it("counts no brackets in strings, wherever these end", () => {
  const brackets = "[{".repeat(100);
  for (const text of [brackets, `\\"${brackets}`, `\\\\\\"${brackets}`]) {
    expect(isTooDeep(bytes(`${padding}["${text}"]`))).toBe(false);
  }
  expect(isTooDeep(bytes(`${padding}["\\\\",${brackets}`))).toBe(true);
});

it("does not look at what is too small to be slow", () => {
  expect(isTooDeep(bytes("[".repeat(1_000)))).toBe(false);
});

import { expect, it } from "vitest";
import { keptHeaders } from "./kept-headers.ts";

it("keeps headers that their transport forgets", () => {
  const headers = new Headers({ "x-team": "a" });
  const kept = keptHeaders(headers);
  headers.delete("x-team");
  expect(kept.get("x-team")).toBe("a");
  expect(kept.get("x-other")).toBeNull();
});

it("gives those that can't be listed as their transport does", () => {
  const kept = keptHeaders({ get: (name) => (name === "x-team" ? "a" : null) });
  expect(kept.get("x-team")).toBe("a");
  expect(kept.get("x-other")).toBeNull();
});

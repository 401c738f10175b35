import { cors } from "@connectrpc/connect";
import { expect, it } from "vitest";
import { corsHeaders } from "./cors-headers.ts";

it("lets pages send and read what Connect-ES says its protocols need", () => {
  expect(corsHeaders).toEqual({
    methods: cors.allowedMethods,
    allowed: cors.allowedHeaders,
    exposed: cors.exposedHeaders,
  });
});

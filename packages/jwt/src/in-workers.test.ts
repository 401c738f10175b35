import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { audience, createKey, invalid, issuer, keySetOf, sign } from "./tokens.fixture.ts";

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
});
afterEach(() => void vi.unstubAllGlobals());

it("lets no request wait for another's fetch, which may end with it", async () => {
  const { starter } = await import("./tokens.fixture.ts");
  const [ours, theirs] = [await createKey("ours"), await createKey("theirs")];
  const keys = JSON.stringify(await keySetOf(ours));
  const fetch = vi
    .fn<typeof globalThis.fetch>()
    // As a request that was ended before its fetch was.
    .mockImplementationOnce(() => new Promise(() => {}))
    .mockImplementation(async () => new Response(keys));
  const jwksUrl = "https://id.example.com/jwks";
  const start = starter({ algorithms: ["ES256"], issuer, audience, jwksUrl, fetch });
  void start(await sign(ours));
  expect(await start(await sign(ours))).toMatchObject({ name: "ada" });
  expect(await start(await sign(theirs))).toMatchObject(invalid);
  expect(fetch).toHaveBeenCalledTimes(2);
});

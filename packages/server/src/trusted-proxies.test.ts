import { ServerCall, UserService } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { networksOf, proxiesOf } from "./trusted-proxies.ts";

describe("--trusted-proxies", () => {
  it.each([
    "10.0.0.1",
    "10.0.0.0/8",
    "10.0.0.1/32",
    "::1",
    "fd00::/8",
    "2001:db8::1/128",
    "::ffff:10.0.0.0/104",
  ])("takes %s", (network) => {
    expect(networksOf("trusted-proxies", `127.0.0.1, ${network}`)).toEqual(["127.0.0.1", network]);
  });

  it.each([
    "proxy.example.com",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "fd00::/129",
    "fd00::/ 8",
    "fe80::1%eth0",
    "1",
    "",
    // Everybody is no proxy.
    "0.0.0.0/0",
    "::/0",
    "10.0.0.0/00",
    "::/8",
    "::ffff:0:0/96",
    "::ffff:10.0.0.1/96",
  ])("is refused with %j", (network) => {
    expect(() => networksOf("trusted-proxies", `127.0.0.1,${network}`)).toThrow(
      `--trusted-proxies must be addresses or networks, as 127.0.0.1 or 10.0.0.0/8, not ${network}`,
    );
  });
});

/** Whether a call that comes from there is believed. */
async function isBelieved(trustedProxies: readonly string[], address: string): Promise<boolean> {
  const requestHeaders = new Headers({ "x-forwarded-for": "192.0.2.7" });
  const source = { transport: "test", peer: address, requestHeaders, deadline: undefined };
  const call = new ServerCall(UserService.method.getUser, source);
  for (const middleware of proxiesOf({ trustedProxies })) await middleware(call, async () => {});
  return call.peer === "192.0.2.7";
}

describe("proxies", () => {
  it.each([
    ["10.0.0.0/8", "10.255.0.1:5000", "11.0.0.1:5000"],
    // Whatever stands behind the prefix.
    ["10.1.2.3/8", "10.255.0.1:5000", "9.1.2.3:5000"],
    ["192.0.2.128/25", "192.0.2.129:5000", "192.0.2.127:5000"],
    ["192.0.2.1", "192.0.2.1:5000", "192.0.2.2:5000"],
    ["10.0.0.0/8", "[::ffff:10.0.0.1]:5000", "[::ffff:11.0.0.1]:5000"],
    ["fd00::/8", "[fd12::1]:5000", "[fe80::1]:5000"],
    ["2001:db8::1", "[2001:db8::1]:5000", "[2001:db8::2]:5000"],
    ["::1", "[::1]:5000", "127.0.0.1:5000"],
    ["10.0.0.0/8", "10.0.0.1:5000", "[a00:1::]:5000"],
    ["10.0.0.0/8", "10.0.0.1", "unknown"],
  ])("of %s are believed at %s, and none at %s", async (network, inside, outside) => {
    expect(await isBelieved(["198.51.100.1", network], inside)).toBe(true);
    expect(await isBelieved(["198.51.100.1", network], outside)).toBe(false);
  });

  it("are none without the flag", async () => {
    expect(await isBelieved([], "127.0.0.1:5000")).toBe(false);
  });
});

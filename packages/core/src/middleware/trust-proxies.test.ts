import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../rpc/call.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { createAttemptLimit } from "../users/attempt-limit.ts";
import { createMemoryStore } from "../users/memory-store.ts";
import { createUserService } from "../users/user-service.ts";
import { limitRate } from "./limit-rate.ts";
import { type TrustedProxies, trustProxies } from "./trust-proxies.ts";

const ours = (address: string) => /^10\.|^fd00:/.test(address);

/** The peer of a call from there with this header, as what is further in sees it. */
function peerOf(
  peer: string,
  forwarded?: string,
  isTrusted: TrustedProxies["isTrusted"] = ours,
): string {
  const requestHeaders = new Headers();
  if (forwarded !== undefined) requestHeaders.set("x-forwarded-for", forwarded);
  const source = { transport: "test", peer, requestHeaders, deadline: undefined };
  const call = new ServerCall(UserService.method.verifyPassword, source);
  const proceed = vi.fn(async () => {});
  void trustProxies({ isTrusted })(call, proceed);
  expect(proceed).toHaveBeenCalledOnce();
  return call.peer;
}

describe("a call that comes past the proxies", () => {
  it.each([
    ["203.0.113.9:40000", "192.0.2.7"],
    ["203.0.113.9:40000", "192.0.2.7, 10.0.0.1"],
    ["203.0.113.9:40000", "10.0.0.1"],
    ["[2001:db8::1]:40000", "192.0.2.7"],
    ["in-process", "192.0.2.7"],
    ["unknown", "192.0.2.7"],
  ])("from %s is its own, whatever it says: %s", (peer, forged) => {
    expect(peerOf(peer, forged)).toBe(peer);
  });
});

describe("a call by trusted proxies", () => {
  it.each([
    ["one", "10.0.0.1:40000", "192.0.2.7", "192.0.2.7"],
    ["one, over IPv6", "[fd00::1]:40000", "2001:db8::7", "2001:db8::7"],
    ["one, at a socket of both kinds", "[::ffff:10.0.0.1]:40000", "192.0.2.7", "192.0.2.7"],
    ["two", "10.0.0.1:40000", "192.0.2.7, 10.0.0.2", "192.0.2.7"],
    ["two, which put no spaces", "10.0.0.1:40000", "192.0.2.7,10.0.0.2", "192.0.2.7"],
    ["one that writes ports", "10.0.0.1:40000", "192.0.2.7:5050", "192.0.2.7"],
    ["one that writes ports of IPv6", "10.0.0.1:40000", "[2001:db8::7]:5050", "2001:db8::7"],
    ["one that writes brackets", "10.0.0.1:40000", "[2001:db8::7]", "2001:db8::7"],
    ["one that writes IPv4 as IPv6", "10.0.0.1:40000", "::ffff:192.0.2.7", "192.0.2.7"],
  ])("is its client's: %s", (_which, peer, forwarded, client) => {
    expect(peerOf(peer, forwarded)).toBe(client);
  });

  it.each([
    ["an address", "198.51.100.1, 192.0.2.7"],
    ["a proxy of ours", "10.0.0.9, 192.0.2.7"],
    ["several", "198.51.100.1, 10.0.0.9, 10.0.0.8, 192.0.2.7, 10.0.0.2"],
    ["none", "unknown, 192.0.2.7"],
  ])("is its client's, whomever that says it is for: %s", (_whom, forwarded) => {
    expect(peerOf("10.0.0.1:40000", forwarded)).toBe("192.0.2.7");
  });

  it("is the first one's when all are proxies: it calls for itself", () => {
    expect(peerOf("10.0.0.1:40000", "10.0.0.13, 10.0.0.2")).toBe("10.0.0.13");
  });

  it("is the proxy's when that says nothing", () => {
    expect(peerOf("10.0.0.1:40000")).toBe("10.0.0.1:40000");
  });

  it.each(["unknown", "", "_hidden", 'x"; drop', "1:2", "999", "192.0.2.7 10.0.0.2", "ü"])(
    "is the proxy's that says what is no address: %j",
    (garbage) => {
      expect(peerOf("10.0.0.1:40000", garbage)).toBe("10.0.0.1:40000");
      expect(peerOf("10.0.0.1:40000", `192.0.2.7, ${garbage}, 10.0.0.2`)).toBe("10.0.0.2");
    },
  );
});

it("asks how many proxies are between too: so many are believed, wherever they are", () => {
  const two = (_address: string, hops: number) => hops < 2;
  expect(peerOf("203.0.113.9:1", "198.51.100.1, 192.0.2.7, 203.0.113.8", two)).toBe("192.0.2.7");
  expect(peerOf("203.0.113.9:1", "192.0.2.7", two)).toBe("192.0.2.7");
});

const outside = fc.ipV4().filter((address) => !ours(address));
const proxy = fc.ipV4().map((address) => address.replace(/^\d+/, "10"));

it("takes nothing that a client writes for its address, however many proxies there are", () => {
  const property = fc.property(
    outside,
    fc.array(fc.oneof(outside, proxy, fc.ipV6(), fc.string({ unit: "grapheme-ascii" })), {
      maxLength: 5,
    }),
    fc.array(proxy, { minLength: 1, maxLength: 4 }),
    (client, forged, [nearest = "", ...others]) => {
      const header = [...forged, client, ...others].join(", ");
      expect(peerOf(`${nearest}:40000`, header)).toBe(client);
      expect(peerOf(`${client}:40000`, header)).toBe(`${client}:40000`);
    },
  );
  fc.assert(property);
});

describe("what is behind it", () => {
  const proxies = trustProxies({ isTrusted: (_address, hops) => hops < 1 });
  const once = { burst: 1, perMinute: 0.001 };
  const by = (client: string) => ({ headers: { "x-forwarded-for": client } });

  it("counts tries of passwords for whom they are", async () => {
    const attempts = createAttemptLimit({ perPeer: once });
    const store = createMemoryStore();
    const { services } = createUserService({ store, attempts, middleware: [proxies] });
    const users = createInProcessClient(UserService, services);
    const tryOf = (client: string, email: string) =>
      users.verifyPassword({ email, password: "wrong" }, by(client)).catch(({ reason }) => reason);
    expect(await tryOf("192.0.2.7", "a@example.com")).toBe("INVALID_CREDENTIALS");
    expect(await tryOf("192.0.2.8", "b@example.com")).toBe("INVALID_CREDENTIALS");
    expect(await tryOf("192.0.2.9, 192.0.2.7", "c@example.com")).toBe("TOO_MANY_ATTEMPTS");
  });

  it("counts calls for whom they are", async () => {
    const rate = limitRate({ perSecond: 0.001, burst: 1 });
    const { services } = createUserService({
      store: createMemoryStore(),
      middleware: [proxies, rate],
    });
    const users = createInProcessClient(UserService, services);
    const listBy = (client: string) =>
      users.listUsers({}, by(client)).then(
        () => "OK",
        ({ reason }) => reason,
      );
    expect(await listBy("192.0.2.7")).toBe("OK");
    expect(await listBy("192.0.2.8")).toBe("OK");
    expect(await listBy("192.0.2.9, 192.0.2.7")).toBe("RATE_LIMITED");
  });
});

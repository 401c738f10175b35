import type { Call } from "../rpc/call.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { hostOf } from "./peer-network.ts";

/** Which proxies are believed when they say whom a call is from. */
export interface TrustedProxies {
  /**
   * Whether this address is that of a proxy of yours. Without a port; what a
   * transport has for one that it does not know (`unknown`) is asked about too.
   *
   * @param hops how many proxies are between it and this server. One that looks at them
   *   alone (`hops < 1`) believes whoever reaches the server past its proxies.
   */
  readonly isTrusted: (address: string, hops: number) => boolean;
}

/**
 * Behind proxies, has calls of whom the proxies say that they are: `call.peer`
 * is then the last address in `x-forwarded-for` that is no proxy's. Limits on
 * tries and on rates count for that one, and the log shows it; without this
 * they are the proxy's, and everybody's together.
 *
 * Each proxy must append the address that it sees, or set the header to it. The
 * header is read from its end, and only as far as those who wrote it are trusted: what a
 * client writes there itself has no effect, nor has any of it in a call that comes
 * past the proxies. An entry that is no address is not passed on, and counts as its
 * writer's own. First of all middleware, so that the others see it too; admission
 * (`shedLoad`) goes on to see connections.
 *
 * Source: the rule of `trust proxy` in Express: the untrusted address nearest to the server,
 * https://expressjs.com/en/guide/behind-proxies
 *
 * @example
 * const proxies = new BlockList(); // of node:net
 * proxies.addSubnet("10.0.0.0", 8);
 * trustProxies({ isTrusted: (address) => isIPv4(address) && proxies.check(address) });
 */
export function trustProxies({ isTrusted }: TrustedProxies): Middleware {
  return (call, proceed) => {
    call.peer = clientOf(call, isTrusted) ?? call.peer;
    return proceed();
  };
}

/** Whom trusted proxies say a call is from; `undefined` if it comes past them or they don't say. */
function clientOf(
  { peer, requestHeaders }: Call,
  isTrusted: TrustedProxies["isTrusted"],
): string | undefined {
  let client: string | undefined;
  let writer = hostOf(peer);
  let hops = 0;
  // Several headers come as one, in their order.
  let rest = requestHeaders.get("x-forwarded-for") ?? undefined;
  while (rest !== undefined && isTrusted(writer, hops)) {
    const comma = rest.lastIndexOf(",");
    const entry = hostOf(rest.slice(comma + 1).trim());
    if (!address.test(entry)) break;
    client = entry;
    writer = entry;
    hops += 1;
    rest = comma < 0 ? undefined : rest.slice(0, comma);
  }
  return client;
}

/** What may be an address of IPv4 or IPv6: nothing else goes on to logs and keys. */
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:.*:)[\da-f:.]{2,45})$/i;

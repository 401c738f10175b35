import { BlockList, isIP } from "node:net";
import { type Middleware, trustProxies } from "@org/user-core";
import type { ServeOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Addresses and networks with commas between them. @throws UsageError */
export function networksOf(name: string, text: string): readonly string[] {
  if (text === "") return [];
  const networks = text.split(",").map((network) => network.trim());
  const wrong = networks.find((network) => networkOf(network) === undefined);
  if (wrong === undefined) return networks;
  throw new UsageError(
    `--${name} must be addresses or networks, as 127.0.0.1 or 10.0.0.0/8, not ${wrong}`,
  );
}

/** Whom calls are from that come by the proxies of `--trusted-proxies`. */
export function proxiesOf({ trustedProxies }: Pick<ServeOptions, "trustedProxies">): Middleware[] {
  if (trustedProxies.length === 0) return [];
  const proxies = new BlockList();
  for (const text of trustedProxies) {
    const network = networkOf(text);
    if (network) proxies.addSubnet(network.address, network.bits, network.family);
  }
  const isTrusted = (address: string) => {
    const family = familyOf(address);
    return family !== undefined && proxies.check(address, family);
  };
  return [trustProxies({ isTrusted })];
}

interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: "ipv4" | "ipv6";
}

/**
 * What a text says, if it is a network. Not that of all addresses: where every one
 * is a proxy's, the client is whomever it has written first.
 */
function networkOf(text: string): Network | undefined {
  const [, address = "", prefix] = /^([\da-f.:]+)(?:\/([1-9]\d{0,2}))?$/i.exec(text) ?? [];
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const most = family === "ipv4" ? 32 : 128;
  const bits = prefix === undefined ? most : Number(prefix);
  if (bits > most) return undefined;
  const network = { address, bits, family } as const;
  return isEverybody(network) ? undefined : network;
}

/** Whether all addresses of IPv4 are in it: as `::ffff:0:0/96` they are a network of IPv6. */
function isEverybody({ address, bits, family }: Network): boolean {
  if (family === "ipv4" || bits > 96) return false;
  const network = new BlockList();
  network.addSubnet(address, bits, family);
  return network.check("::ffff:0:0", "ipv6");
}

function familyOf(address: string): Network["family"] | undefined {
  return ({ 4: "ipv4", 6: "ipv6" } as const)[isIP(address)];
}

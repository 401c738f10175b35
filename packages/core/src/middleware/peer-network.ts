/**
 * Whom an address stands for: an IPv4 address, or the /64 network of an IPv6
 * address, which is what one customer has (RFC 6177). Without the port; what is
 * no address stands for itself.
 */
export function peerNetwork(peer: string): string {
  const host = hostOf(peer);
  // A link-local address has its interface behind it: `fe80::1%eth0`.
  const address = /^([\da-f:.]*:[\da-f:.]*)(?:%.*)?$/i.exec(host)?.[1];
  return address === undefined ? host : ipv6Network(address.toLowerCase());
}

/**
 * An address without its port and the brackets of IPv6; of an IPv4 address that a
 * socket for both kinds has written as IPv6 (`::ffff:192.0.2.7`), the IPv4 address.
 */
export function hostOf(peer: string): string {
  const host = /^\[(.*)\](?::\d+)?$/.exec(peer)?.[1] ?? /^([^:]+):\d+$/.exec(peer)?.[1] ?? peer;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(host)?.[1] ?? host;
}

/** The first four of an address's eight groups. */
function ipv6Network(address: string): string {
  const [head = "", tail] = address.split("::", 2);
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(missing).fill("0"), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

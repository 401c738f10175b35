/** Address and port of a connection's client. */
export function addressOf({ remoteAddress = "unknown", remotePort }: Remote): string {
  if (remotePort === undefined) return remoteAddress;
  // In brackets, or nobody can tell an IPv6 address from its port.
  const host = remoteAddress.includes(":") ? `[${remoteAddress}]` : remoteAddress;
  return `${host}:${remotePort}`;
}

interface Remote {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

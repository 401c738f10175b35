/** Address and port of a connection's client. */
export function addressOf({ remoteAddress = "unknown", remotePort }: Remote): string {
  return remotePort === undefined ? remoteAddress : `${remoteAddress}:${remotePort}`;
}

interface Remote {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

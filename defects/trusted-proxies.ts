import type { Defect } from "./defect.ts";

const file = "packages/core/src/middleware/trust-proxies.ts";
const suite = "unit, trusted proxies";

/** Mistakes in whom proxies are believed to call for. */
export const trustedProxyDefects: readonly Defect[] = [
  {
    name: "Who calls past the proxies is whom he says",
    file,
    find: "while (rest !== undefined && isTrusted(writer, hops)) {",
    replace: "while (rest !== undefined && (hops === 0 || isTrusted(writer, hops))) {",
    suite,
    promise: "a call that comes past the proxies",
  },
  {
    name: "A proxy's client is the first address, which the client may have written",
    file,
    find: "    client = entry;\n",
    replace: '    client = hostOf(rest.split(",", 1)[0]?.trim() ?? "");\n',
    suite,
    promise: "takes nothing that a client writes for its address",
  },
  {
    name: "What proxies write goes on to logs and keys, whatever it is",
    file,
    find: "    if (!address.test(entry)) break;\n",
    replace: "",
    suite,
    promise: "is the proxy's that says what is no address",
  },
];

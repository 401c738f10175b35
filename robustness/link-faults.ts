import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "./fault.ts";
import type { LoopbackProxy } from "./loopback-proxy.ts";

/** The most bytes that pass before a cut: some hundred messages. */
const longestPrefixBytes = 20_000;
/** Within what a client takes for a stall, and beyond it. */
const shortestStallMs = 200;
const longestStallMs = 4_500;

/** What goes wrong on the way to something, each time on one of several ways. */
export function linkFaults(to: string, proxies: readonly LoopbackProxy[]): readonly Fault[] {
  return [
    {
      name: `${to} connections cut`,
      strike: async (random) => random.pick(proxies).cut(),
    },
    {
      name: `${to} connections cut in a message`,
      strike: async (random) =>
        random.pick(proxies).cutAfter(random.between(1, longestPrefixBytes)),
    },
    {
      name: `${to} connections stalled`,
      async strike(random) {
        const proxy = random.pick(proxies);
        proxy.stall();
        await delay(random.between(shortestStallMs, longestStallMs));
        proxy.flow();
      },
    },
  ];
}

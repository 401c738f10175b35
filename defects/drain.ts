import type { Defect } from "./defect.ts";

const file = "packages/core/src/middleware/drain.ts";
const suite = "unit, drain";

/** Mistakes in how a server is stopped. */
export const drainDefects: readonly Defect[] = [
  {
    name: "A drain refuses calls from its beginning, not after its delay",
    file,
    find: "    draining = true;\n",
    replace: "    draining = true;\n    refuses = () => true;\n",
    suite,
    promise: "serves every call during the delay",
  },
  {
    name: "A drain refuses unary calls that were on their way when the servers closed",
    file,
    find: "    refuses = isWatch;\n",
    replace: "    refuses = () => true;\n",
    suite,
    promise: "serves a unary call that was on its way when the servers closed",
  },
  {
    name: "A drain waits for calls alone, and cuts connections that still close",
    file,
    find: "await within(graceMs, closed.then(empty));",
    replace: "await within(graceMs, empty());",
    suite,
    promise: "destroys servers that have not closed a second after the grace",
  },
  {
    name: "A listener that throws ends a drain at its beginning",
    file,
    find: "for (const listener of listeners) attempt(listener);",
    replace: "for (const listener of listeners) listener();",
    suite,
    promise: "goes on, for all others too, though a listener, or a server when it is told",
  },
  {
    name: "A server that can't be told of a drain ends it",
    file,
    find: "for (const server of servers) attempt(() => server.retire?.());",
    replace: "for (const server of servers) server.retire?.();",
    suite,
    promise: "goes on, for all others too, though a listener, or a server when it is told",
  },
  {
    name: "What went wrong in a drain is told nobody",
    file,
    find: "    if (failures.length > 0) throw failures[0];\n",
    replace: "",
    suite,
    promise: "which it tells at its end",
  },
  {
    name: "The server's --grace is not the drain's",
    file: "packages/server/src/serve.ts",
    find: "drain.drain({ ...limits, servers: [listening] })",
    replace: "drain.drain({ delayMs: limits.delayMs, servers: [listening] })",
    suite: "processes, drain",
    promise: "cuts after --grace a call that never ends, and lets one go on for as long",
  },
  {
    name: "Watches of health are not ended by a drain",
    file,
    find: "    ending.abort(shuttingDown());\n",
    replace: "",
    suite: "unit, health and drain",
    promise: "every Watch goes on during the delay of a drain, and then ends as others do",
  },
];

import type { Defect } from "./defect.ts";

const server = "packages/server/src";
const supervise = `${server}/workers/supervise.ts`;
const waits = `${server}/workers/worker-waits.ts`;
const suite = "unit, supervisor";

/** Mistakes in how the server's processes are started, replaced and stopped. */
export const workerDefects: readonly Defect[] = [
  {
    name: "An old worker is stopped before its successor listens",
    file: supervise,
    find: "    await readyWithin(successorMs, worker, place.number);\n    const old = place.worker;\n",
    replace:
      "    const old = place.worker;\n    old?.stop(0);\n    await readyWithin(successorMs, worker, place.number);\n",
    suite,
    promise: "a restart replaces one after the other, and stops none before its successor listens",
  },
  {
    name: "A successor that never listens holds up its restart for ever",
    file: supervise,
    find: "await readyWithin(successorMs, worker, place.number);",
    replace: "await worker.ready;",
    suite,
    promise: "a restart kills a new worker that does not listen in its time",
  },
  {
    name: "A successor that was given up goes on, beside the old one",
    file: waits,
    find: "    worker.kill();\n  }, ms);",
    replace: "  }, ms);",
    suite,
    promise: "a restart kills a new worker that does not listen in its time",
  },
  {
    name: "A stop amid a restart is logged as a failure",
    file: supervise,
    find: "if (!stopping) throw error;",
    replace: "throw error;",
    suite: "processes, workers",
    promise: "told to stop amid a restart end in order",
  },
  {
    name: "A restart goes on though the program is told to stop",
    file: supervise,
    find: "for (const place of places) if (!stopping) await replace(place);",
    replace: "for (const place of places) await replace(place);",
    suite,
    promise: "a stop that comes amid a restart",
  },
  {
    name: "A worker that was replaced counts as one that crashed",
    file: supervise,
    find: "      if (place.worker !== worker) return;\n",
    replace: "",
    suite,
    promise: "a restart replaces one after the other, and stops none before its successor listens",
  },
  {
    name: "A worker that hangs in its drain is waited for",
    file: waits,
    find: "    for (const worker of workers) worker.kill();\n",
    replace: "",
    suite,
    promise: "a restart kills an old worker that does not come to the end of its drain",
  },
  {
    name: "A stop in which a worker had to be killed counts as one in order",
    file: waits,
    find: 'if (status === "fulfilled" && ended !== 0)',
    replace: 'if (status === "fulfilled" && typeof ended === "number" && ended !== 0)',
    suite,
    promise: "a stop fails where a worker had to be killed",
  },
  {
    name: "A log on a full disk ends its server, and holds up its end for ever",
    file: `${server}/log.ts`,
    find: '  opened.on("error", () => Object.assign(opened, writingWhatItCan));\n',
    replace: "",
    suite: "processes, lost log",
    promise: "a log that can't be written ends no server, and holds up no stop",
  },
  {
    name: "A log that nobody reads keeps a stopped server from ending",
    file: `${server}/log.ts`,
    find: 'process.kill(process.pid, "SIGKILL")',
    replace: "process.exit(code)",
    suite: "processes, lost log",
    promise: "a log that nobody reads holds up no call, and the end of the process for a second",
  },
  {
    name: "SIGHUP ends a server without workers, undrained",
    file: `${server}/hang-up.ts`,
    find: 'process.on("SIGHUP", () => {',
    replace: 'process.once("SIGTERM", () => {',
    suite: "processes, SIGHUP",
    promise: "SIGHUP without --workers changes nothing",
  },
  {
    name: "A terminal that hangs up counts as somebody who wants a reload",
    file: `${server}/hang-up.ts`,
    find: "terminals.filter((fd) => !isatty(fd))",
    replace: "terminals.filter((fd) => isatty(fd))",
    suite: "processes, SIGHUP",
    promise: "a terminal that hangs up > stops the server that was started on it in order, alone",
  },
];

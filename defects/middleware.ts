import type { Defect } from "./defect.ts";

const rpc = "packages/core/src/rpc";
const middleware = "packages/core/src/middleware";
const suite = "contract, in process";

/** Mistakes in what surrounds a handler. */
export const middlewareDefects: readonly Defect[] = [
  {
    name: "Middleware runs in reverse order",
    file: `${rpc}/middleware.ts`,
    find: "middleware.reduceRight<",
    replace: "middleware.reduce<",
    suite,
    promise: "runs round the whole of a stream, first listed outermost",
  },
  {
    name: "A handler starts before its middleware has let the call in",
    file: `${rpc}/middleware.ts`,
    find: "(inner, outer) => (call, io) => outer(call, () => inner(call, io)),",
    replace: `(inner, outer) => (call, io) => {
      const rest = inner(call, io);
      return outer(call, () => rest);
    },`,
    suite,
    promise: "runs round the whole of a stream, first listed outermost",
  },
  {
    name: "Middleware is done when the first message is out",
    file: `${rpc}/middleware.ts`,
    find: "(inner, outer) => (call, io) => outer(call, () => inner(call, io)),",
    replace: `(inner, outer) => async (call, io) => {
      let rest = Promise.resolve();
      await outer(call, async () => {
        rest = inner(call, io);
      });
      await rest;
    },`,
    suite,
    promise: "runs round the whole of a stream, first listed outermost",
  },
  {
    name: "An INTERNAL error tells what was thrown",
    file: `${rpc}/to-service-error.ts`,
    find: 'new ServiceError("INTERNAL", "Internal error", {',
    replace:
      'new ServiceError("INTERNAL", error instanceof Error ? error.message : "Internal error", {',
    suite,
    promise: "shows nothing of an unexpected exception",
  },
  {
    name: "A call is logged as OK though it failed",
    file: `${middleware}/log-calls.ts`,
    find: "log(recordOf(call, start, toServiceError(error, call)));",
    replace: "log(recordOf(call, start, undefined));",
    suite,
    promise: "logs what a middleware threw as the caller gets it, with its cause",
  },
];

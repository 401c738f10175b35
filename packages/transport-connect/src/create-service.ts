import type { BoundService } from "@org/user-core";
import { type Cors, createCors } from "./cors.ts";
import { answerOther, type OtherPaths } from "./other-paths.ts";
import type { Compression } from "./protocols/compression.ts";
import { createRoutes, type RequestLimits } from "./route.ts";
import { serveWire } from "./serve-wire.ts";
import { answerUnknown, answerUnknownMethod } from "./unknown.ts";
import type { Wire } from "./wires/wire.ts";

/** What every way of serving over HTTP needs. */
export interface ServiceOptions extends RequestLimits {
  readonly services: readonly BoundService[];
  /** Which other sites' pages may call. Default: none. */
  readonly cors?: Cors;
  /** Answers what is no RPC here: `createProbes(readiness)` of core. Default: nobody, so that it is UNIMPLEMENTED. */
  readonly otherPaths?: OtherPaths;
}

/** What a runtime brings. */
export interface Runtime {
  /** Whether its HTTP has the trailers that gRPC needs. */
  readonly grpc: boolean;
  /** Ways of compression that it has, the ones it would rather use first. */
  readonly compressions: readonly Compression[];
}

/**
 * Serves requests of whatever wire; `unknown` gets those of other paths, which are else refused.
 * All below a service's path is the service's.
 */
export function createService(
  { services, cors, otherPaths, ...limits }: ServiceOptions,
  { grpc, compressions }: Runtime,
): (wire: Wire, unknown?: (wire: Wire) => void) => void {
  const routes = createRoutes(services, limits, compressions);
  const prefixes = services.map(({ descriptor }) => `/${descriptor.typeName}/`);
  const handleCors = cors && createCors(cors);
  return (wire, unknown = answerUnknown) => {
    const route = routes.get(wire.path);
    if (route === undefined && !prefixes.some((prefix) => wire.path.startsWith(prefix))) {
      return otherPaths ? void answerOther(wire, otherPaths, unknown) : unknown(wire);
    }
    if (handleCors?.(wire)) return;
    if (route === undefined) answerUnknownMethod(wire, grpc);
    else serveWire(route, wire, grpc);
  };
}

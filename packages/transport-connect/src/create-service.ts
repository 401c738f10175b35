import type { BoundService } from "@org/user-core";
import { type Cors, createCors } from "./cors.ts";
import { createRoutes, type RequestLimits } from "./route.ts";
import { createConnectFallback, type Runtime } from "./serve-by-connect.ts";
import { serveWire } from "./serve-wire.ts";
import { answerUnknown } from "./unknown.ts";
import type { Wire } from "./wires/wire.ts";

/** What every way of serving over HTTP needs. */
export interface ServiceOptions extends RequestLimits {
  readonly services: readonly BoundService[];
  /** Which other sites' pages may call. Default: none. */
  readonly cors?: Cors;
}

/** Serves requests of whatever wire; `unknown` gets those of other paths, which are else refused. */
export function createService(
  { services, cors, ...limits }: ServiceOptions,
  runtime: Runtime,
): (wire: Wire, unknown?: (wire: Wire) => void) => void {
  const routes = createRoutes(services, limits);
  const fallback = createConnectFallback(services, limits, runtime);
  const handleCors = cors && createCors(cors);
  return (wire, unknown = answerUnknown) => {
    const route = routes.get(wire.path);
    if (route === undefined) return unknown(wire);
    if (handleCors?.(wire)) return;
    if (!serveWire(route, wire, runtime)) fallback(wire);
  };
}

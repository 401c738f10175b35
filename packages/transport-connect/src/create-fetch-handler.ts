import { createService, type Runtime, type ServiceOptions } from "./create-service.ts";
import { fetchCompressions } from "./gzip/fetch-compressions.ts";
import { createFetchWire } from "./wires/fetch-wire.ts";

/** Options of {@link createFetchHandler}. */
export interface FetchHandlerOptions extends ServiceOptions {
  /** Address of the client, as the platform tells it: of the header `cf-connecting-ip`, for instance. Default: `unknown`. */
  readonly peer?: (request: Request) => string;
}

/** No trailers. */
const fetchRuntime: Runtime = { grpc: false, compressions: fetchCompressions };

/**
 * Serves Connect and gRPC-Web on the fetch API: Workers, Deno, Bun, Hono, Lambda
 * behind an adapter. gRPC itself needs HTTP trailers, which it does not have.
 *
 * @example
 * const { services } = createUserService({ store });
 * export default { fetch: createFetchHandler({ services }) };
 */
export function createFetchHandler(
  options: FetchHandlerOptions,
): (request: Request) => Promise<Response> {
  const { peer = () => "unknown", ...others } = options;
  const serve = createService(others, fetchRuntime);
  return (request) => {
    const wire = createFetchWire(request, peer(request));
    serve(wire);
    return wire.response;
  };
}

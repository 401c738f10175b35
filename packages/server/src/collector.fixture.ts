import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A span as OTLP has it in JSON. */
export interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** What of an `ExportTraceServiceRequest` the tests look at. */
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: object }[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** Who takes spans over OTLP. */
export interface Collector extends AsyncDisposable {
  readonly endpoint: string;
  /** Those it has so far. */
  spans(): OtlpSpan[];
  /** `service.name` of each batch. */
  services(): unknown[];
}

/**
 * Starts a collector on a free port that keeps what it gets.
 *
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export async function startCollector(): Promise<Collector> {
  const batches: ExportRequest["resourceSpans"][number][] = [];
  const server = createServer(async (request, response) => {
    const isExport = request.method === "POST" && request.url === "/v1/traces";
    if (!isExport || request.headers["content-type"] !== "application/json") {
      response.writeHead(404).end();
      return;
    }
    batches.push(...((await json(request)) as ExportRequest).resourceSpans);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans: () => batches.flatMap(({ scopeSpans }) => scopeSpans).flatMap(({ spans }) => spans),
    services: () =>
      batches
        .flatMap(({ resource }) => resource.attributes)
        .filter(({ key }) => key === "service.name")
        .map(({ value }) => value),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

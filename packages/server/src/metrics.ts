import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { metricNames } from "@org/user-telemetry";
import { authorityOf, cannotListen } from "./listening.ts";

/** Durations for Prometheus to scrape. */
export interface Metrics {
  /** Where they are to be had. */
  readonly address: string;
  readonly meterProvider: MeterProvider;
  close(): Promise<void>;
}

/** Where to serve metrics. */
export interface MetricsOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

// Prometheus wants the unit in a name, and the exporter leaves names as they are:
// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
const views = Object.values(metricNames).map((name) => ({
  instrumentName: name,
  name: `${name}.seconds`,
}));

/**
 * Serves `/metrics` in Prometheus' text format.
 *
 * @throws UsageError if the address can't be had.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export async function startMetrics({ host, port }: MetricsOptions): Promise<Metrics> {
  // Who scrapes labels what it scrapes with where it was.
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutTargetInfo: true,
    withoutScopeInfo: true,
  });
  const meterProvider = new MeterProvider({ readers: [exporter], views });
  const server = createServer((request, response) => {
    if (request.url?.split("?")[0] !== "/metrics") return refuse(response, 404);
    if (request.method !== "GET") return refuse(response, 405);
    exporter.getMetricsRequestHandler(request, response);
  });
  server.listen(port, host);
  await once(server, "listening").catch((error: unknown) => {
    throw cannotListen(authorityOf({ host }, port), String(error));
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://${authorityOf({ host }, bound)}/metrics`,
    meterProvider,
    async close() {
      server.close();
      server.closeAllConnections();
      await meterProvider.shutdown();
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

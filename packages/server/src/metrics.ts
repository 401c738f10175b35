import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { Probes } from "@org/user-core";
import { metricNames } from "@org/user-telemetry";
import { authorityOf, cannotListen } from "./listening.ts";

/** Durations for Prometheus to scrape. */
export interface Metrics {
  /** Where they are to be had. */
  readonly address: string;
  readonly meterProvider: MeterProvider;
  /** Leaves the port to others; what is being answered is. */
  stopListening(): void;
  close(): Promise<void>;
}

/** Where to serve metrics. */
export interface MetricsOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** For who can't reach those of the server itself: over mutual TLS, or where it is grpc-js. */
  readonly probes: Probes;
}

// Prometheus wants the unit in a name, and the exporter leaves names as they are:
// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
const views = Object.values(metricNames).map((name) => ({
  instrumentName: name,
  name: `${name}.seconds`,
}));

/**
 * Serves `/metrics` in Prometheus' text format, and probes.
 *
 * @throws UsageError if the address can't be had.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export async function startMetrics({ host, port, probes }: MetricsOptions): Promise<Metrics> {
  // Who scrapes labels what it scrapes with where it was.
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutTargetInfo: true,
    withoutScopeInfo: true,
  });
  const meterProvider = new MeterProvider({ readers: [exporter], views });
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    const [path = ""] = url.split("?");
    if (path !== "/metrics") return void answerProbe(probes({ method, path }), response);
    if (method !== "GET") return refuse(response, 405);
    exporter.getMetricsRequestHandler(request, response);
  });
  // A free one is each worker's own; one that is named, a worker shares with the one it replaces, until that is told to stop.
  server.listen({ port, host, exclusive: port === 0 });
  await once(server, "listening").catch((error: unknown) => {
    throw cannotListen(authorityOf({ host }, port), String(error));
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://${authorityOf({ host }, bound)}/metrics`,
    meterProvider,
    stopListening: () => void server.close(),
    async close() {
      server.close();
      server.closeAllConnections();
      await meterProvider.shutdown();
    },
  };
}

async function answerProbe(probe: ReturnType<Probes>, response: ServerResponse): Promise<void> {
  const answer = await probe;
  if (answer === undefined) return refuse(response, 404);
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

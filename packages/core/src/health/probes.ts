import type { Readiness } from "./readiness.ts";

/** What is asked, over whatever HTTP. */
export interface ProbeRequest {
  /** The verb. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** What is answered: to `new Response(body, { status, headers })`, or to `response.writeHead(status, headers).end(body)`. */
export interface ProbeAnswer {
  readonly status: 200 | 405 | 503;
  /** By lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON of one word; empty for HEAD. */
  readonly body: string;
}

/** Answers probes; `undefined` for a path that is none. Never rejects. */
export type Probes = (request: ProbeRequest) => Promise<ProbeAnswer | undefined>;

const headers = { "cache-control": "no-store", "content-type": "application/json" };

/**
 * Makes the probes of a server over HTTP, for who can't ask `grpc.health.v1`:
 *
 * - `/healthz`: 200 `{"status":"ok"}` as long as the process answers; it asks
 *   nobody, so that a database that is away has no process restarted;
 * - `/readyz`: 200 `{"status":"ok"}` if the server is ready, else 503 with
 *   `unavailable` or, during a drain, `draining`; never why.
 *
 * They are for everybody: load balancers have no credentials.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/health-checks/
 *
 * @example
 * const probes = createProbes(readiness);
 * const { pathname: path } = new URL(request.url);
 * const answer = await probes({ method: request.method, path });
 * if (answer) return new Response(answer.body, answer);
 */
export function createProbes(readiness: Readiness): Probes {
  return async ({ method, path }) => {
    if (path !== "/healthz" && path !== "/readyz") return undefined;
    if (method !== "GET" && method !== "HEAD") {
      return { status: 405, headers: { ...headers, allow: "GET, HEAD" }, body: "" };
    }
    const isOk = path === "/healthz" || (await readiness.isReady());
    const word = isOk ? "ok" : readiness.draining ? "draining" : "unavailable";
    const body = method === "HEAD" ? "" : JSON.stringify({ status: word });
    return { status: isOk ? 200 : 503, headers, body };
  };
}

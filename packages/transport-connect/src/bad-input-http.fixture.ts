import { once } from "node:events";
import { Agent, type IncomingMessage, request as request1 } from "node:http";
import { type ClientHttp2Stream, connect as connect2 } from "node:http2";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";

export const httpVersions = ["1.1", "2"] as const;
export type HttpVersion = (typeof httpVersions)[number];

/** The head of a request. */
export interface RequestHead {
  /** Default: POST. */
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response, whole. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly trailers: Headers;
  readonly body: Buffer;
}

/** A request under way and its response. */
export interface Exchange {
  /** Fails if the response does not come to its end. */
  readonly response: Promise<HttpResponse>;
  /** Gives `false` once nothing more can be sent. Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<boolean>;
  end(bytes?: Uint8Array): void;
  /** Over HTTP/2 the stream alone, over HTTP/1.1 the connection. */
  reset(): void;
}

/** A client with one connection at a time. */
export interface HttpConnection {
  open(request: RequestHead): Exchange;
  /** How many connections it has had: over HTTP/1.1 it connects again where it must. */
  connections(): number;
  /** Whether the last of them has gone, or is going. */
  closed(): boolean;
  destroy(): void;
}

/** Connects for one test. */
export function connectTo(port: number, version: HttpVersion): HttpConnection {
  const connection = { "1.1": connectOverHttp1, "2": connectOverHttp2 }[version](port);
  onTestFinished(connection.destroy);
  return connection;
}

function connectOverHttp1(port: number): HttpConnection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<Socket>();
  return {
    open({ method = "POST", path, headers }) {
      const request = request1({ agent, host, port, method, path, headers: { ...headers } });
      request.on("socket", (socket) => sockets.add(socket));
      const response = new Promise<HttpResponse>((resolve, reject) => {
        let responded = false;
        request.on("response", (message) => {
          responded = true;
          collect1(message).then(resolve, reject);
        });
        // What comes after a response is the end of a request that was answered early.
        const fail = (error = new Error("There was no response")) => responded || reject(error);
        request.on("error", fail);
        request.on("close", fail);
      });
      response.catch(() => {});
      // Together with the body where there is one already.
      process.nextTick(() => request.headersSent || request.flushHeaders());
      return { response, ...writing(request), reset: () => request.destroy() };
    },
    connections: () => sockets.size,
    closed: () => [...sockets].every((socket) => socket.destroyed),
    destroy: agent.destroy.bind(agent),
  };
}

const host = "127.0.0.1";

async function collect1(message: IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const { statusCode: status = 0 } = message;
  const [headers, trailers] = [headersOf(message.headers), headersOf(message.trailers)];
  return { status, headers, trailers, body: Buffer.concat(chunks) };
}

function connectOverHttp2(port: number): HttpConnection {
  const session = connect2(`http://${host}:${port}`);
  // What becomes of it is told by its requests.
  session.on("error", () => {});
  return {
    open({ method = "POST", path, headers }) {
      const stream = session.request(
        { ":method": method, ":path": path, ...headers },
        // GET and OPTIONS would else end with their headers.
        { endStream: false },
      );
      const response = collect2(stream);
      response.catch(() => {});
      return { response, ...writing(stream), reset: () => stream.close(8) };
    },
    connections: () => 1,
    closed: () => session.closed || session.destroyed,
    destroy: () => session.destroy(),
  };
}

async function collect2(stream: ClientHttp2Stream): Promise<HttpResponse> {
  let [status, headers, trailers] = [0, new Headers(), new Headers()];
  const chunks: Buffer[] = [];
  stream.on("response", (received) => {
    status = received[":status"] ?? 0;
    headers = headersOf(received);
  });
  stream.on("trailers", (received) => {
    trailers = headersOf(received);
  });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await Promise.race([once(stream, "end"), once(stream, "close")]);
  if (stream.rstCode !== 0 || status === 0) throw new Error(`Reset with code ${stream.rstCode}`);
  return { status, headers, trailers, body: Buffer.concat(chunks) };
}

interface Writable {
  readonly destroyed: boolean;
  readonly writable: boolean;
  write(bytes: Uint8Array): boolean;
  end(bytes?: Uint8Array): unknown;
  once(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

function writing(stream: Writable): Pick<Exchange, "write" | "end"> {
  return {
    async write(bytes) {
      if (stream.destroyed || !stream.writable) return false;
      if (stream.write(bytes)) return true;
      return new Promise((resolve) => {
        const ready = () => {
          for (const event of ["drain", "close", "response"]) stream.off(event, ready);
          resolve(!stream.destroyed);
        };
        for (const event of ["drain", "close", "response"]) stream.once(event, ready);
      });
    },
    end(bytes) {
      if (bytes === undefined) stream.end();
      else stream.end(bytes);
    },
  };
}

function headersOf(received: Readonly<Record<string, unknown>>): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(received)) {
    if (name.startsWith(":")) continue;
    for (const value of [values].flat()) headers.append(name, `${value}`);
  }
  return headers;
}

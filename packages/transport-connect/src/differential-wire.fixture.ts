import type { Pair } from "./differential-service.fixture.ts";
import { turn } from "./differential-service.fixture.ts";
import type { HeaderList, HeaderObject } from "./protocols/protocol.ts";
import type { BodyReader, Wire } from "./wires/wire.ts";

/** An HTTP request as both sides get it. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly httpVersion: string;
  readonly headers: readonly Pair[];
  /** The body as it arrives. */
  readonly chunks: readonly Uint8Array[];
  /** What is between two chunks. */
  readonly pace: "nothing" | "microtask" | "turn";
  /** Whether the response's every write has to be waited for. */
  readonly slow: boolean;
}

/** An HTTP response, whole. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly trailers: Headers | undefined;
}

/** A wire over a request in memory, and what comes of it. */
export interface FakeWire extends Wire {
  readonly response: Promise<HttpResponse>;
  /** Whether its body was asked for. */
  readonly wasRead: () => boolean;
}

export const peer = "192.0.2.7";

/** Makes a wire. Like those of real HTTP it throws for headers that can't be sent. */
export function createFakeWire(request: HttpRequest): FakeWire {
  const headers = new Headers(request.headers.map(([name, value]) => [name, value]));
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const written: Uint8Array[] = [];
  let head: { status: number; headers: Headers } | undefined;
  let [read, ended] = [false, false];

  const finish = (trailers: HeaderObject | undefined) => {
    const sent = trailers && headersOf(listOf(trailers));
    if (head === undefined) throw new Error("The response ends before it starts");
    if (ended) reject(new Error("The response ends twice"));
    ended = true;
    resolve({ ...head, body: Buffer.concat(written), trailers: sent });
  };
  const wire: FakeWire = {
    ...request,
    headers,
    peer,
    response: promise,
    wasRead: () => read,
    onGone: undefined,
    extraHeaders: [],
    headerBytes: () => [...headers].flat().join("").length,
    read(reader) {
      if (read) reject(new Error("The body is read twice"));
      read = true;
      feed(reader, request).catch(reject);
    },
    start(status, list) {
      const started = { status, headers: headersOf(list) };
      if (head) reject(new Error("The response starts twice"));
      head = started;
    },
    write(bytes) {
      if (head === undefined || ended) reject(new Error("A write out of turn"));
      written.push(new Uint8Array(bytes));
      return request.slow ? turn() : undefined;
    },
    end: finish,
    answer({ status, headers: list, body, trailers }) {
      const started = { status, headers: headersOf(list) };
      if (trailers) headersOf(listOf(trailers));
      if (head) reject(new Error("An answer after the start"));
      head = started;
      written.push(new Uint8Array(body));
      finish(trailers);
    },
    defer: request.slow ? setImmediate : queueMicrotask,
  };
  return wire;
}

async function feed(reader: BodyReader, { chunks, pace }: HttpRequest): Promise<void> {
  for (const chunk of chunks) {
    await pauses[pace]();
    const full = reader.push(new Uint8Array(chunk));
    if (full) await full;
  }
  await pauses[pace]();
  reader.end();
}

/** What is between two chunks of a body. */
export const pauses: Record<HttpRequest["pace"], () => undefined | Promise<void>> = {
  nothing: () => undefined,
  microtask: () => Promise.resolve(),
  turn,
};

/** As HTTP: throws for names and values that can't be sent, and white space at a value's ends is lost. */
function headersOf(list: HeaderList): Headers {
  const headers = new Headers();
  for (let i = 0; i < list.length; i += 2) headers.append(list[i] ?? "", list[i + 1] ?? "");
  return headers;
}

function listOf(headers: HeaderObject): HeaderList {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
}

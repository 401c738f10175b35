import type { Answer, HeaderList } from "../protocols/protocol.ts";
import type { BodyReader, Wire } from "./wire.ts";

/** A request on the fetch API, and the promise of its response. */
export interface FetchWire extends Wire {
  readonly response: Promise<Response>;
}

/**
 * Makes a wire of a `Request`. It has no trailers: gRPC is not possible.
 *
 * @param peer address of the client.
 */
export function createFetchWire(request: Request, peer: string): FetchWire {
  const { path, query } = splitUrl(request.url);
  const { promise, resolve } = Promise.withResolvers<Response>();
  const body = createResponseBody(() => wire.onGone?.());
  const gone = () => wire.onGone?.();
  request.signal?.addEventListener("abort", gone, { once: true });
  let source: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const finish = () => {
    wire.onGone = undefined;
    // What the client still sends is not wanted.
    source?.cancel().catch(ignore);
    request.signal?.removeEventListener("abort", gone);
  };
  const wire: FetchWire = {
    method: request.method,
    path,
    query,
    httpVersion: "",
    headers: request.headers,
    peer,
    onGone: undefined,
    extraHeaders: [],
    response: promise,
    headerBytes: () => bytesOf(request.headers),
    read(reader) {
      if (request.body === null) return reader.end();
      source = request.body.getReader();
      readAll(source, reader).catch(gone);
    },
    answer(answer) {
      finish();
      const headers = pairsOf([...answer.headers, ...wire.extraHeaders]);
      const init = { ...asItIs, status: answer.status, headers };
      resolve(new Response(bodyOf(answer), init));
    },
    start(status, headers) {
      const all = pairsOf([...headers, ...wire.extraHeaders]);
      resolve(new Response(body.stream, { status, headers: all }));
    },
    write: body.write,
    end() {
      finish();
      body.end();
    },
    // Not the function itself: Workers want its `this` to be theirs.
    defer: (work) => queueMicrotask(work),
  };
  return wire;
}

/** Workers would else compress what has a content-encoding already. */
const asItIs = { encodeBody: "manual" };

function splitUrl(url: string): { path: string; query: string } {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const whole = start < 0 ? "/" : url.slice(start);
  const question = whole.indexOf("?");
  if (question < 0) return { path: whole, query: "" };
  return { path: whole.slice(0, question), query: whole.slice(question) };
}

function bytesOf(headers: Headers): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length;
  return bytes;
}

function bodyOf({ body, status }: Answer): Uint8Array<ArrayBuffer> | null {
  // No content is no body, and every body here is in memory of its own.
  return status === 204 ? null : (body as Uint8Array<ArrayBuffer>);
}

function pairsOf(list: HeaderList): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < list.length; i += 2) pairs.push([list[i] ?? "", list[i + 1] ?? ""]);
  return pairs;
}

async function readAll(
  source: ReadableStreamDefaultReader<Uint8Array>,
  reader: BodyReader,
): Promise<void> {
  for (;;) {
    const { done, value } = await source.read();
    if (done) return reader.end();
    const full = reader.push(value);
    if (full) await full;
  }
}

function ignore(): void {}

/** Bytes of a response that wait for their reader before its handler does. */
const highWaterBytes = 64 * 1024;

function createResponseBody(onCancel: () => void) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** For everybody who has written too much: one write may come before the last one's promise is seen. */
  let room: PromiseWithResolvers<void> | undefined;
  let over = false;
  const release = () => {
    room?.resolve();
    room = undefined;
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (started) => {
        controller = started;
      },
      pull: release,
      cancel() {
        over = true;
        release();
        onCancel();
      },
    },
    { highWaterMark: highWaterBytes, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  return {
    stream,
    write(bytes: Uint8Array): undefined | Promise<void> {
      if (over || controller === undefined) return undefined;
      controller.enqueue(bytes);
      if ((controller.desiredSize ?? 0) > 0) return undefined;
      room ??= Promise.withResolvers<void>();
      return room.promise;
    },
    end(): void {
      if (!over) controller?.close();
      over = true;
      release();
    },
  };
}

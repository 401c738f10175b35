import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { PeerCertificate, RequestHeaders } from "@org/user-core";
import type { Connection } from "../node/sessions.ts";
import type { Stallable, Stalls } from "../node/stalls.ts";
import type { Answer, HeaderList, HeaderObject } from "../protocols/protocol.ts";
import type { BodyReader, Wire } from "./wire.ts";

/** A stream with the wire over it: its listeners are functions that all streams share. */
type WiredStream = ServerHttp2Stream & { [wireKey]: Http2Wire };
const wireKey = Symbol("wire");

/**
 * A request on the stream API of `node:http2`. A class because one is made for
 * every request.
 */
export class Http2Wire implements Wire, RequestHeaders, Stallable {
  readonly httpVersion = "2.0";
  readonly path: string;
  readonly query: string;
  onGone: (() => void) | undefined;
  extraHeaders: HeaderList = [];
  stalledSince = 0;
  lastPendingBytes = 0;
  previous: Stallable | undefined;
  next: Stallable | undefined;
  readonly #stream: ServerHttp2Stream;
  #headers: IncomingHttpHeaders;
  #rawHeaders: readonly string[];
  readonly #connection: Connection;
  readonly #stalls: Stalls;
  #reader: BodyReader | undefined;
  #trailers: HeaderObject | undefined;
  #ended = false;
  /** Bytes of the body that came after the answer. */
  #unwantedBytes = 0;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
    connection: Connection,
    stalls: Stalls,
  ) {
    this.#stream = stream;
    this.#headers = headers;
    this.#rawHeaders = rawHeaders;
    this.#connection = connection;
    this.#stalls = stalls;
    const path = headers[":path"] ?? "";
    const question = path.indexOf("?");
    this.path = question < 0 ? path : path.slice(0, question);
    this.query = question < 0 ? "" : path.slice(question);
    connection.streams += 1;
    stalls.add(this);
    (stream as WiredStream)[wireKey] = this;
    stream.on("close", onClose);
    // What is wrong with the stream is told by its close.
    stream.on("error", ignore);
  }

  get method(): string {
    return this.#headers[":method"] ?? "";
  }

  get headers(): RequestHeaders {
    return this;
  }

  get peer(): string {
    return this.#connection.peer;
  }

  get peerCertificate(): PeerCertificate | undefined {
    return this.#connection.peerCertificate();
  }

  get(name: string): string | null {
    const value = this.#headers[name];
    if (value === undefined) return null;
    return typeof value === "string" ? value : value.join(", ");
  }

  headerBytes(): number {
    let bytes = 0;
    for (const text of this.#rawHeaders) bytes += text.length;
    return bytes;
  }

  read(reader: BodyReader): void {
    this.#reader = reader;
    // Node tells of an empty body's end whether or not anybody listens.
    if (this.#stream.readableEnded) {
      this.defer(() => this.onEnd());
      return;
    }
    this.#stream.on("data", onData);
    this.#stream.on("end", onEnd);
  }

  answer({ status, headers, body, trailers }: Answer): void {
    this.#end();
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    const head = [":status", `${status}`, ...headers, ...this.extraHeaders];
    if (trailers === undefined) {
      stream.respond(head);
      endWith(stream, body);
    } else if (body.length === 0 && headers.length === 2) {
      // Nothing but a status: one frame.
      stream.respond([...head, ...listOf(trailers)], { endStream: true });
    } else {
      this.#respond(head);
      this.#trailers = trailers;
      endWith(stream, body);
    }
    this.#stopRequest();
  }

  start(status: number, headers: HeaderList): void {
    if (this.#stream.destroyed || this.#stream.closed) return;
    this.#respond([":status", `${status}`, ...headers, ...this.extraHeaders]);
  }

  write(bytes: Uint8Array): undefined | Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed || stream.write(bytes)) return undefined;
    this.stalledSince = performance.now();
    return new Promise((resolve) => {
      const ready = () => {
        stream.off("drain", ready);
        stream.off("close", ready);
        if (!this.#ended) this.stalledSince = 0;
        resolve();
      };
      stream.on("drain", ready);
      stream.on("close", ready);
    });
  }

  end(trailers: HeaderObject | undefined): void {
    this.#trailers = trailers;
    this.#end();
    this.#stream.end();
    this.#stopRequest();
  }

  defer(work: () => void): void {
    process.nextTick(work);
  }

  pendingBytes(): number {
    return this.#stream.bufferSize;
  }

  giveUp(): void {
    // Given up before, and not even that could be sent: the client takes nothing of any stream.
    if (this.#stream.closed) this.#stream.session?.destroy();
    else this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  /** Some of the body has come. */
  onData(chunk: Buffer): void {
    if (this.#ended) {
      this.#unwantedBytes += chunk.length;
      if (this.#unwantedBytes > mostUnwantedBytes) this.#stream.pause();
      return;
    }
    const full = this.#reader?.push(chunk);
    if (full === undefined) return;
    this.#stream.pause();
    void full.then(() => this.#stream.resume());
  }

  /** All of it has. */
  onEnd(): void {
    // The end of a stream that was reset is not the end of a request.
    if (!this.#stream.aborted) this.#reader?.end();
  }

  /** The body is out. */
  onWantTrailers(): void {
    try {
      this.#stream.sendTrailers(this.#trailers ?? {});
    } catch {
      // They are such as HTTP/2 can't carry.
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  /** The stream is over, for whatever reason. */
  onClose(): void {
    const connection = this.#connection;
    connection.streams -= 1;
    if (connection.streams === 0) connection.idleSince = performance.now();
    this.#stalls.delete(this);
    if (this.#ended) return;
    this.#ended = true;
    this.onGone?.();
  }

  #respond(head: HeaderList): void {
    this.#stream.on("wantTrailers", onWantTrailers);
    this.#stream.respond(head, { waitForTrailers: true });
  }

  #end(): void {
    this.#ended = true;
    this.onGone = undefined;
    // The stream lives on for a while; its call need not.
    this.#reader = undefined;
    this.#headers = noHeaders;
    this.#rawHeaders = [];
    this.stalledSince = performance.now();
  }

  /**
   * What else the client sends is not wanted. A little is dropped, so that the stream of a call
   * that was refused before its body is over when the client thinks so, and does not count
   * against the next; then flow control stops it.
   */
  #stopRequest(): void {
    const stream = this.#stream;
    if (stream.readableEnded || stream.endAfterHeaders) return;
    if (stream.listenerCount("data") === 0) stream.on("data", onData);
    stream.resume();
    stream.once("finish", () => stopLater(stream));
  }
}

/** What a client may send before it knows better: a first window of HTTP/2. */
const mostUnwantedBytes = 64 * 1024;

/** Pieces of a large body, so that it can be seen to be taken. */
const pieceBytes = 64 * 1024;

function endWith(stream: ServerHttp2Stream, body: Uint8Array): void {
  let at = 0;
  for (; body.length - at > pieceBytes; at += pieceBytes) {
    stream.write(body.subarray(at, at + pieceBytes));
  }
  stream.end(at === 0 ? body : body.subarray(at));
}

const noHeaders: IncomingHttpHeaders = {};

/** How long a client has to see its answer before its stream goes, while it still sends. */
const lingerMs = 500;

/**
 * Tells a client that still sends to stop: RFC 9113, section 8.1. Told at once,
 * `node:http2` as a client would lose the answer.
 */
function stopLater(stream: ServerHttp2Stream): void {
  if (stream.readableEnded || stream.destroyed) return;
  // Paused, a stream whose request is whole would never end.
  if (stream.closed || stream.state.remoteClose) {
    stream.resume();
    return;
  }
  const stop = () => {
    if (!stream.closed) stream.close(constants.NGHTTP2_NO_ERROR);
    stream.resume();
  };
  const timer = setTimeout(stop, lingerMs).unref();
  stream.once("close", () => clearTimeout(timer));
}

function onData(this: ServerHttp2Stream, chunk: Buffer): void {
  (this as WiredStream)[wireKey].onData(chunk);
}

function onEnd(this: ServerHttp2Stream): void {
  (this as WiredStream)[wireKey].onEnd();
}

function onWantTrailers(this: ServerHttp2Stream): void {
  (this as WiredStream)[wireKey].onWantTrailers();
}

function onClose(this: ServerHttp2Stream): void {
  (this as WiredStream)[wireKey].onClose();
}

function listOf(trailers: HeaderObject): HeaderList {
  return Object.entries(trailers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
}

function ignore(): void {}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { PeerCertificate, RequestHeaders } from "@org/user-core";
import { addressOf } from "../node/address.ts";
import { peerCertificateOf } from "../node/peer-certificate.ts";
import type { Stallable, Stalls } from "../node/stalls.ts";
import type { Answer, HeaderList, HeaderObject } from "../protocols/protocol.ts";
import type { BodyReader, Wire } from "./wire.ts";

/** A request as `node:http` has it, or `node:http2` in its likeness. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;
/** The response to it. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** What the server of a request knows of it. */
export interface NodeHttpWireOptions {
  /** Whether the client waits for a "100 Continue" that nobody has sent yet. */
  readonly continues?: boolean;
  /** Whether the server accepts no more requests. */
  readonly isClosing?: () => boolean;
  readonly stalls?: Stalls;
}

/**
 * A request on the (request, response) API of Node. A class because one is made
 * for every request.
 */
export class NodeHttpWire implements Wire, RequestHeaders, Stallable {
  /** Read while there is a connection to ask. */
  readonly peer: string;
  readonly path: string;
  readonly query: string;
  onGone: (() => void) | undefined;
  extraHeaders: HeaderList = [];
  readonly #request: NodeRequest;
  readonly #response: NodeResponse;
  readonly #continues: boolean;
  readonly #isClosing: () => boolean;
  readonly #stalls: Stalls | undefined;
  stalledSince = 0;
  lastPendingBytes = 0;
  previous: Stallable | undefined;
  next: Stallable | undefined;
  #ended = false;

  constructor(
    request: NodeRequest,
    response: NodeResponse,
    path: string,
    { continues = false, stalls, isClosing = () => false }: NodeHttpWireOptions = {},
  ) {
    this.#request = request;
    this.#response = response;
    this.#continues = continues;
    this.#isClosing = isClosing;
    this.#stalls = stalls;
    stalls?.add(this);
    this.peer = addressOf(request.socket);
    const target = path.startsWith("/") ? path : path.replace(/^[a-z]+:\/\/[^/?]*/i, "");
    const question = target.indexOf("?");
    this.path = question < 0 ? target : target.slice(0, question);
    this.query = question < 0 ? "" : target.slice(question);
    response.on("close", () => this.#close());
    // What is wrong with either is told by the close.
    response.on("error", ignore);
    // Of node:http a request without a listener keeps it to itself.
    if ("stream" in request) request.on("error", ignore);
  }

  get peerCertificate(): PeerCertificate | undefined {
    return peerCertificateOf(this.#request.socket);
  }

  get httpVersion(): string {
    return this.#request.httpVersion;
  }

  get method(): string {
    return this.#request.method ?? "";
  }

  get headers(): RequestHeaders {
    return this;
  }

  get(name: string): string | null {
    const value = this.#request.headers[name];
    if (value === undefined) return null;
    return typeof value === "string" ? value : value.join(", ");
  }

  headerBytes(): number {
    let bytes = 0;
    for (const text of this.#request.rawHeaders) bytes += text.length;
    return bytes;
  }

  read(reader: BodyReader): void {
    const request = this.#request;
    const parsed = parsedBody(request);
    if (parsed !== undefined) {
      reader.push(parsed);
      reader.end();
      return;
    }
    if (this.#continues) this.#response.writeContinue();
    request.on("data", (chunk: Buffer) => {
      const full = reader.push(chunk);
      if (full === undefined) return;
      request.pause();
      void full.then(() => request.resume());
    });
    request.on("end", () => {
      // The end of a stream that was reset is not the end of a request.
      if (!wasAborted(request)) reader.end();
    });
  }

  answer({ status, headers, body, trailers }: Answer): void {
    this.#end();
    const response = this.#response;
    // A framework may have answered first: its time limit, for instance.
    if (response.destroyed || response.headersSent) return;
    const extra = [...this.extraHeaders, ...this.#closing()];
    if (trailers === undefined) {
      const length = ["content-length", `${body.length}`];
      writeHead(response, status, [...headers, ...length, ...extra]);
      endWith(response, body);
    } else {
      writeHead(response, status, [...headers, ...extra]);
      this.#write(body);
      response.addTrailers(trailers);
      response.end();
    }
    this.#dropRest();
  }

  start(status: number, headers: HeaderList): void {
    if (this.#response.destroyed || this.#response.headersSent) return;
    const extra = [...this.extraHeaders, ...this.#closing()];
    writeHead(this.#response, status, [...headers, ...extra]);
    if ("flushHeaders" in this.#response) this.#response.flushHeaders();
  }

  write(bytes: Uint8Array): undefined | Promise<void> {
    const response = this.#response;
    if (response.destroyed || this.#write(bytes)) return undefined;
    this.stalledSince = performance.now();
    return new Promise((resolve) => {
      const ready = () => {
        if (!this.#ended) this.stalledSince = 0;
        response.off("drain", ready);
        response.off("close", ready);
        resolve();
      };
      response.on("drain", ready);
      response.on("close", ready);
    });
  }

  end(trailers: HeaderObject | undefined): void {
    this.#end();
    if (trailers !== undefined) this.#response.addTrailers(trailers);
    this.#response.end();
    this.#dropRest();
  }

  defer(work: () => void): void {
    process.nextTick(work);
  }

  #write(bytes: Uint8Array): boolean {
    // The two kinds of response have the same method, which TypeScript can't call.
    const response: Pick<ServerResponse, "write"> = this.#response as ServerResponse;
    return response.write(bytes);
  }

  #end(): void {
    this.#ended = true;
    this.onGone = undefined;
    this.stalledSince = performance.now();
  }

  pendingBytes(): number {
    return this.#response.writableLength;
  }

  giveUp(): void {
    if ("stream" in this.#request) this.#request.stream.close();
    else this.#request.socket.destroy();
  }

  /** Of a server that stops: the connection shall have no other request. */
  #closing(): HeaderList {
    if (!this.#isClosing() || this.#request.httpVersion.startsWith("2")) return [];
    return ["connection", "close"];
  }

  /** What else the client sends is not wanted: it has a moment to see its answer, and to finish. */
  #dropRest(): void {
    const [request, response] = [this.#request, this.#response];
    request.removeAllListeners("data");
    if (isComplete(request)) {
      // What of it nobody has read must not keep it.
      if (!request.readableEnded) request.resume();
      return;
    }
    request.pause();
    response.once("finish", () => dropRequest(request));
  }

  #close(): void {
    this.#stalls?.delete(this);
    if (this.#ended) return;
    this.#ended = true;
    this.onGone?.();
  }
}

function wasAborted(request: NodeRequest): boolean {
  // Before its answer, a stream that is closed was closed by the client.
  return "stream" in request ? request.stream.aborted || request.stream.closed : request.aborted;
}

/** Whether all of a request is here; without a body it is with its headers. */
function isComplete({ complete, headers }: NodeRequest): boolean {
  if (complete) return true;
  return headers["content-length"] === undefined && headers["transfer-encoding"] === undefined;
}

/** Larger bodies are not worth another copy. */
const smallBytes = 16 * 1024;

/**
 * As text of one byte a character, `node:http` sends a small body together with
 * its headers; as bytes it would cost half a call more.
 */
function endWith(response: NodeResponse, body: Uint8Array): void {
  if (body.length > smallBytes) response.end(body);
  else response.end(latin1Of(body), "latin1");
}

function latin1Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

/** How long a client has to see its answer before its connection goes. */
const lingerMs = 500;

function dropRequest(request: NodeRequest): void {
  if (request.readableEnded) return;
  request.resume();
  const end = () => {
    if ("stream" in request) request.stream.close();
    else request.socket.destroy();
  };
  const timer = setTimeout(end, lingerMs).unref();
  const keep = () => clearTimeout(timer);
  request.once("end", keep);
  request.once("close", keep);
}

function writeHead(response: NodeResponse, status: number, headers: HeaderList): void {
  if ("stream" in response) {
    for (let i = 0; i + 1 < headers.length; i += 2) {
      response.appendHeader(headers[i] ?? "", headers[i + 1] ?? "");
    }
    response.writeHead(status);
  } else {
    // What a framework has set before, CORS for instance, stays.
    for (const name of response.getHeaderNames()) {
      for (const value of [response.getHeader(name) ?? []].flat()) headers.push(name, `${value}`);
    }
    response.writeHead(status, headers);
  }
}

/** The body that a framework's parser has read already, as bytes. */
function parsedBody(request: NodeRequest): Uint8Array | undefined {
  if (!request.readableEnded || !("body" in request) || request.body === undefined) {
    return undefined;
  }
  const { body } = request;
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function ignore(): void {}

import type { PeerCertificate, RequestHeaders } from "@org/user-core";
import type { Answer, HeaderList, HeaderObject } from "../protocols/protocol.ts";

/** Takes a request's body as it comes. */
export interface BodyReader {
  /** Returns a promise if no more is to come until it resolves. */
  push(chunk: Uint8Array): undefined | Promise<void>;
  end(): void;
}

/** The part of an HTTP request that a unary call needs. */
export interface WireRequest {
  readonly headers: RequestHeaders;
  /** Address of the client. */
  readonly peer: string;
  /** The client's, over mutual TLS where that is known. */
  readonly peerCertificate?: PeerCertificate | undefined;
  /**
   * Starts to read the body, once. Without it nothing is read. A client that
   * goes away meanwhile is told by `onGone`, not to the reader. May throw a
   * ServiceError for what can't be read.
   */
  read(reader: BodyReader): void;
}

/** One HTTP request and its response, whatever carries them. */
export interface Wire extends WireRequest {
  /** The verb. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With its question mark; empty if there is none. */
  readonly query: string;
  /** `1.1`, `2.0`, or empty where it is not known. */
  readonly httpVersion: string;
  /** What the request's headers take, by names and values; 0 where HTTP limits them itself. */
  headerBytes(): number;
  /** Called once if the client goes before the response has ended. */
  onGone: (() => void) | undefined;
  /** Headers that the response has besides those it is sent with. */
  extraHeaders: HeaderList;
  /** Sends a whole response. Throws if its headers can't be sent. */
  answer(answer: Answer): void;
  /** Sends the head of a response. Throws if its headers can't be sent. */
  start(status: number, headers: HeaderList): void;
  /** Sends some of its body; returns a promise if there is no room for more, which ends with the response too. */
  write(bytes: Uint8Array): undefined | Promise<void>;
  /** Ends it. Trailers are not sent where HTTP has none. */
  end(trailers: HeaderObject | undefined): void;
  /** Calls back before long, after what is ready to run has run. */
  defer(work: () => void): void;
}

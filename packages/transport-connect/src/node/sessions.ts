import type { Http2Session } from "node:http2";
import type { PeerCertificate } from "@org/user-core";
import { addressOf } from "./address.ts";
import { peerCertificateOf } from "./peer-certificate.ts";

/** How long HTTP/2 connections last. */
export interface ConnectionLimits {
  /** A connection without calls is closed after this long. Default: 5 minutes. */
  readonly idleMs?: number;
  /** A connection takes no more calls after this long, give or take a tenth. Default: no limit. */
  readonly maxConnectionAgeMs?: number;
  /** A connection that has been silent this long is asked whether it lives, and has 20 seconds to say. Default: 1 minute. */
  readonly keepaliveMs?: number;
}

export const defaultIdleMs = 300_000;
const pingTimeoutMs = 20_000;

/** A connection as its calls know it. */
export interface Connection {
  /** Address of the client. */
  readonly peer: string;
  /** The client's, over mutual TLS; `undefined` too once the connection has gone. */
  readonly peerCertificate: () => PeerCertificate | undefined;
  /** Its calls under way. */
  streams: number;
  /** How many it was last told it may have; `undefined` if only what all are told at first. */
  mostStreams: number | undefined;
  /** Since when it has none, in the time of `performance.now()`. */
  idleSince: number;
}

/** The HTTP/2 connections of a server. */
export interface Sessions {
  /** Takes a connection in. */
  add(session: Http2Session): void;
  get(session: Http2Session): Connection | undefined;
  /** Tells connections that come, have called lately or were told before how many calls each may have under way. */
  limitStreams(most: number): void;
  /** Takes no more calls, also of connections that are yet to come; resolves when those under way have ended. */
  close(): Promise<void>;
  /** Ends every connection. */
  destroy(): void;
}

/** Makes the keeper of a server's HTTP/2 connections, which Node itself has no limits for. */
export function createSessions(limits: ConnectionLimits): Sessions {
  const { idleMs = defaultIdleMs, maxConnectionAgeMs, keepaliveMs = 60_000 } = limits;
  const sessions = new Map<Http2Session, Connection>();
  let onEmpty = () => {};
  let closing = false;
  /** What connections that come are told; `undefined` as long as nobody has asked for another. */
  let most: number | undefined;
  // By its calls and not by its bytes: a client that sends one now and then is idle too.
  const sweep = setInterval(() => {
    const latest = performance.now() - idleMs;
    for (const [session, { streams, idleSince }] of sessions) {
      if (streams > 0 || idleSince > latest) continue;
      // One that is closing since the last time waits for headers that do not end.
      if (session.closed) session.destroy();
      else session.close();
    }
  }, idleMs / 10).unref();

  return {
    add(session) {
      const connection = connectionOf(session);
      sessions.set(session, connection);
      if (most !== undefined) tellMost(session, connection, most);
      const stopAsking = askWhenSilent(session, keepaliveMs);
      const stopAgeing = closeWhenOld(session, maxConnectionAgeMs);
      // What was wrong with a connection is told to its calls.
      session.on("error", () => {});
      session.on("close", () => {
        stopAsking();
        stopAgeing();
        sessions.delete(session);
        if (sessions.size === 0) onEmpty();
      });
      // Accepted before the server closed: GOAWAY before its first call is read, so that it may be
      // sent again elsewhere, which a connection that just breaks does not say.
      if (closing) session.close();
    },
    get: (session) => sessions.get(session),
    limitStreams(streams) {
      most = streams;
      const lately = performance.now() - 1_000;
      for (const [session, connection] of sessions) {
        // Who has not called lately has nothing that waits.
        const isQuiet = connection.streams === 0 && connection.idleSince < lately;
        if (!isQuiet || connection.mostStreams !== undefined) tellMost(session, connection, most);
      }
    },
    async close() {
      closing = true;
      for (const session of sessions.keys()) session.close();
      await new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (sessions.size === 0) resolve();
      });
      clearInterval(sweep);
    },
    destroy() {
      clearInterval(sweep);
      for (const session of sessions.keys()) session.destroy();
    },
  };
}

function tellMost(session: Http2Session, connection: Connection, most: number): void {
  if (session.closed || connection.mostStreams === most) return;
  connection.mostStreams = most;
  session.settings({ maxConcurrentStreams: most });
}

function connectionOf(session: Http2Session): Connection {
  const { socket } = session;
  return {
    peer: addressOf(socket),
    // The socket of a session that has gone can't be asked anything.
    peerCertificate: () => (session.destroyed ? undefined : peerCertificateOf(socket)),
    streams: 0,
    mostStreams: undefined,
    idleSince: performance.now(),
  };
}

function askWhenSilent(session: Http2Session, keepaliveMs: number): () => void {
  let answered: NodeJS.Timeout | undefined;
  session.on("timeout", () => {
    if (session.destroyed || answered) return;
    answered = setTimeout(() => session.destroy(), pingTimeoutMs).unref();
    session.ping((error) => {
      if (error !== null) return;
      clearTimeout(answered);
      answered = undefined;
      // To Node an answer is not the end of a silence.
      if (!session.destroyed) session.setTimeout(keepaliveMs);
    });
  });
  session.setTimeout(keepaliveMs);
  return () => clearTimeout(answered);
}

function closeWhenOld(session: Http2Session, maxAgeMs: number | undefined): () => void {
  if (maxAgeMs === undefined) return () => {};
  // Spread, so that clients which came together do not all return together.
  const spread = maxAgeMs * (0.9 + 0.2 * Math.random());
  const timer = setTimeout(() => session.close(), spread).unref();
  return () => clearTimeout(timer);
}

import type { NatsConnection } from "@nats-io/transport-node";
import type { HintCarrier } from "@org/user-core";
import { coalesce } from "./coalesce.ts";

/** Options of {@link createNatsHints}. */
export interface NatsHintsOptions {
  /**
   * An open connection of yours; the carrier leaves it open. One that gives up
   * reconnecting carries no more hints: connect with `maxReconnectAttempts: -1`.
   */
  readonly connection: NatsConnection;
  /** Where hints are published: the same for all instances on a database, another for each database. */
  readonly subject: string;
  /**
   * In this time at most one hint is published and at most one given to the
   * listeners, in milliseconds; the first at once. Default: 10.
   */
  readonly intervalMs?: number;
}

/**
 * Carries hints over NATS: each instance publishes to the subject and
 * subscribes to it. A hint holds nothing but who sends it, so that instances
 * do not wake themselves.
 *
 * Nothing that becomes of the connection fails a write. After a reconnect
 * there is one hint for this instance and one for the others, because either
 * may have missed some.
 *
 * @throws a TypeError if the subject has wildcards, and what NATS throws if it
 *   is no subject or the connection is closed or draining already.
 *
 * @example
 * const connection = await connect({ servers: "nats://127.0.0.1", maxReconnectAttempts: -1 });
 * const hints = createNatsHints({ connection, subject: "users.hints" });
 * const { services } = createUserService({ store: withHints(store, hints) });
 */
export function createNatsHints(options: NatsHintsOptions): HintCarrier {
  const { connection, subject, intervalMs = 10 } = options;
  if (/[*>]/.test(subject)) throw new TypeError("The subject of hints has no wildcards");
  const self = crypto.randomUUID();
  const listeners = new Set<{ readonly call: () => void }>();
  const publishing = coalesce(publish, intervalMs);
  const telling = coalesce(tell, intervalMs);
  let connected = true;
  let closed = false;

  function publish(): void {
    // What is published now would be kept until the connection is back, and then
    // there is one for all.
    if (!connected) return;
    try {
      connection.publish(subject, self);
    } catch {
      // Closed, or draining: the others find out when they poll.
    }
  }

  function tell(): void {
    for (const listener of listeners) listener.call();
  }

  /** Makes one hint of all that others may have sent before there was a subscription. */
  async function catchUp(): Promise<void> {
    try {
      // The server answers after it has taken the subscription: from then on none is missed.
      await connection.flush();
    } catch {
      // Lost again, and there is another reconnect to come; or closed for good.
      return;
    }
    telling.request();
  }

  /** Ends with the connection; after `close()`, when the connection next has something to tell. */
  async function followConnection(): Promise<void> {
    for await (const { type } of connection.status()) {
      if (closed) return;
      if (type === "disconnect") connected = false;
      if (type !== "reconnect") continue;
      connected = true;
      // What was published last may have been lost before anybody knew.
      publishing.request();
      void catchUp();
    }
  }

  const subscription = connection.subscribe(subject, {
    callback(error, message) {
      if (error === null && message.string() !== self) telling.request();
    },
  });
  void followConnection();
  void catchUp();

  return {
    send() {
      if (!closed) publishing.request();
    },
    onHint(call) {
      // An object of its own, so that a function can listen twice.
      const listener = { call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      if (closed) return;
      closed = true;
      listeners.clear();
      subscription.unsubscribe();
      // A hint that waits is of a write that is acknowledged. The other leaves its timer.
      publishing.flush();
      telling.flush();
    },
  };
}

import { once } from "node:events";
import { createServer } from "node:http";
import { createDrain, type UserStore } from "@org/user-core";
import { createApp } from "./app.ts";

/** An app that listens. */
export interface RunningApp {
  readonly url: string;
  /** Answers what has begun, ends watches, which go on elsewhere, and then stops. */
  stop(): Promise<void>;
}

/** Starts the app. Port 0 is any that is free. */
export async function startApp(
  store: UserStore,
  secret: string,
  port: number,
): Promise<RunningApp> {
  const drain = createDrain();
  const server = createServer(createApp(store, secret, drain)).listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const drainable = {
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
    destroy: () => server.closeAllConnections(),
  };
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`,
    stop: () => drain.drain({ servers: [drainable] }),
  };
}

import { Worker } from "node:worker_threads";
import type { Report, Settings } from "./honest-worker.ts";

/** A client that goes on calling GetUser, on a thread of its own. */
export interface HonestClient extends AsyncDisposable {
  /** What became of its calls since the last time this was asked. */
  report(): Promise<Report>;
}

/** Starts one, which calls `perSecond` times a second, whatever becomes of its calls. */
export function startHonestClient(settings: Settings): HonestClient {
  const worker = new Worker(new URL("./honest-worker.ts", import.meta.url), {
    workerData: settings,
  });
  return {
    report: () =>
      new Promise((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
        worker.postMessage("report");
      }),
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

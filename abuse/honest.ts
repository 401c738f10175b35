import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Report, Settings } from "./honest-worker.ts";

/** A client that goes on calling GetUser, on a thread of its own. */
export interface HonestClient extends AsyncDisposable {
  /** What became of its calls since the last time this was asked, when all of them have ended. */
  report(): Promise<Report>;
}

/** Starts one, which calls `perSecond` times a second, whatever becomes of its calls. */
export function startHonestClient(settings: Settings): HonestClient {
  const worker = new Worker(new URL("./honest-worker.ts", import.meta.url), {
    workerData: settings,
  });
  return {
    async report() {
      worker.postMessage("report");
      const [report]: Report[] = await once(worker, "message");
      if (report === undefined) throw new Error("the honest client has no report");
      return report;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

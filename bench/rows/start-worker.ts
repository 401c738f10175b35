import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleWorker, runWorker } from "../../packages/transport-connect/src/workerd.fixture.ts";
import { inTurn } from "../measure.ts";
import type { Row } from "../row.ts";

const plainWorker = "../../packages/transport-connect/src/plain-worker.fixture.ts";

/** From starting workerd, the runtime of Cloudflare's Workers, to a Worker's first answer. */
async function millisecondsToAnswer(bundle: Uint8Array): Promise<number> {
  const start = performance.now();
  const worker = await runWorker(bundle);
  try {
    const address = `http://127.0.0.1:${worker.port}/userservice.v1.UserService/ListUsers`;
    const headers = { "content-type": "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: "{}" });
    await answer.json();
    return performance.now() - start;
  } finally {
    await worker.stop();
  }
}

/** What an isolate needs to begin: the bundle is parsed, the service made, a call answered. */
export const startWorker: Row = {
  name: "start-worker",
  measure: "start of workerd to first answer, fetch handler, memory store",
  unit: "ms",
  peer: "a Worker that answers fixed bytes",
  target: "bundle ≤ 60 KB gzipped",
  bounds: [{ of: "bundle, gzipped", atMost: 60 }],
  round: inTurn(
    async () => {
      const bundle = await bundleWorker(join(import.meta.dirname, plainWorker));
      const size = { name: "bundle, gzipped", value: gzipSync(bundle).length / 1024, unit: "KiB" };
      return { ours: await millisecondsToAnswer(bundle), further: [size] };
    },
    async () => {
      const bundle = await bundleWorker(join(import.meta.dirname, "../peers/fixed-worker.ts"));
      return millisecondsToAnswer(bundle);
    },
  ),
};

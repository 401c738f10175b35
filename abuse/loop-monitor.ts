// Loaded into the server before its own code: tells on SIGUSR2 for how long its event loop was
// held up at the most since the last time, and no more than that.
import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMs = 10;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();

process.on("SIGUSR2", () => {
  const longestMs = Math.max(delay.max / 1e6 - resolutionMs, 0);
  delay.reset();
  console.log(`longest turn ${longestMs.toFixed(1)}`);
});

import { HealthCheckResponse_ServingStatus as ServingStatus } from "../gen/health/v1/health_pb.ts";
import type { Drain } from "../middleware/drain.ts";
import { letProcessEnd } from "../rpc/deadlines.ts";

/** What {@link createReadiness} asks. */
export interface ReadinessOptions {
  readonly check: () => Promise<void>;
  readonly checkTimeoutMs: number;
  readonly drain: Drain | undefined;
}

/**
 * A function that tells whether the server can serve; it never rejects. Those
 * who ask while a check runs share its outcome. Once the server drains, none
 * is started and NOT_SERVING is the answer.
 */
export function createReadiness(options: ReadinessOptions): () => Promise<ServingStatus> {
  const { check, checkTimeoutMs, drain } = options;
  let running: Promise<boolean> | undefined;

  function isReady(): Promise<boolean> {
    running ??= resolvesWithin(checkTimeoutMs, check).finally(() => {
      running = undefined;
    });
    return running;
  }

  return async () => {
    // The second look is for a drain that began while the check ran.
    const serving = !drain?.draining && (await isReady()) && !drain?.draining;
    return serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  };
}

/** Whether the work resolves in time. Why it did not is for its owner to log. */
function resolvesWithin(ms: number, work: () => Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (resolved: boolean) => {
      clearTimeout(timer);
      resolve(resolved);
    };
    const timer = setTimeout(settle, ms, false);
    letProcessEnd(timer);
    const attempt = async () => work();
    attempt().then(
      () => settle(true),
      () => settle(false),
    );
  });
}

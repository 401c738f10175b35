import { type Attributes, type Histogram, metrics, type Tracer, trace } from "@opentelemetry/api";
import { durationBuckets, scopeName } from "./conventions.ts";
import type { TelemetryOptions } from "./telemetry-options.ts";

/** What spans and durations are noted with. */
export interface Instruments {
  readonly tracer: Tracer;
  /** Notes how long something took since a time of `performance.now()`. */
  took(since: number, attributes: Attributes): void;
}

/** Instruments for durations of one name, whose description is for people. */
export function createInstruments(
  { tracerProvider, meterProvider }: TelemetryOptions,
  name: string,
  description: string,
): Instruments {
  let histogram: Histogram | undefined;
  return {
    tracer: (tracerProvider ?? trace).getTracer(scopeName),
    took(since, attributes) {
      // Not before the first call: unlike a tracer, a meter that is asked for before a
      // provider is registered stays one that takes nothing.
      histogram ??= (meterProvider ?? metrics).getMeter(scopeName).createHistogram(name, {
        description,
        unit: "s",
        advice: { explicitBucketBoundaries: [...durationBuckets] },
      });
      histogram.record((performance.now() - since) / 1_000, attributes);
    },
  };
}

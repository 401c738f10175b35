import type { Caller } from "@org/user-core";
import { createDeadlines, type Deadline } from "./deadlines.ts";

/** Somebody who waits for a statement. */
interface Waiting {
  /** For whom the statement is broken off when he goes; nobody if it is not. */
  readonly caller: Caller | undefined;
  /** Called when it takes too long. */
  readonly onLate: () => void;
  /** Called when the caller goes, at most once, with the reason. */
  readonly onGone: (reason: unknown) => void;
}

/**
 * How long no caller is asked whether he is still there, in milliseconds. To be
 * asked costs a call its signal. And what ends by itself so soon is better left
 * to: to cancel it costs the server a process, and callers may come and go in floods.
 */
const unaskedMs = 20;

/** Begins a wait. Returns how to end it, late or not. */
export type Waits = (waiting: Waiting) => () => void;

/** Waits that are all equally long at most. Costs what a deadline does until somebody is asked. */
export function createWaits(timeoutMs: number): Waits {
  const beginnings = createDeadlines(Math.min(unaskedMs, timeoutMs));
  const rests = createDeadlines(Math.max(timeoutMs - unaskedMs, 0));

  return ({ caller, onLate, onGone }) => {
    let rest: Deadline | undefined;
    let asking: NodeJS.Immediate | undefined;
    let stopListening: (() => void) | undefined;
    const beginning = beginnings.start(() => {
      rest = rests.start(onLate);
      if (caller === undefined) return;
      // Answers that came while this process was busy are read before.
      asking = setImmediate(() => {
        stopListening = whenGone(caller.signal, onGone);
      });
    });
    return () => {
      beginnings.end(beginning);
      if (rest === undefined) return;
      rests.end(rest);
      clearImmediate(asking);
      stopListening?.();
    };
  };
}

/** Calls back when a signal is aborted, or was. Returns how to stop listening. */
function whenGone(signal: AbortSignal, onGone: (reason: unknown) => void): () => void {
  const tell = () => onGone(signal.reason);
  if (signal.aborted) tell();
  else signal.addEventListener("abort", tell, { once: true });
  return () => signal.removeEventListener("abort", tell);
}

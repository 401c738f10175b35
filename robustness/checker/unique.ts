import { describeMessage } from "./describe.ts";
import type { Message } from "./run-history.ts";
import type { Validator } from "./validator.ts";

/** No event twice in one stream. */
export const unique: Validator = {
  promise: "unique",
  *ofWatch({ chains }) {
    for (const { name, messages } of chains.flatMap(({ streams }) => streams)) {
      const seen = new Set<string>();
      for (const message of messages) {
        const key = keyOf(message);
        if (key === undefined) continue;
        if (seen.has(key)) yield `${name}: ${describeMessage(message)} twice`;
        seen.add(key);
      }
    }
  },
};

function keyOf({ event }: Message): string | undefined {
  if (event.is === "heartbeat") return undefined;
  if (event.is === "updated") return `${event.is} ${event.userId} ${event.revision}`;
  return `${event.is} ${event.is === "deleted" ? event.userId : event.user.id}`;
}

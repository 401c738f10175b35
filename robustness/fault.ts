import type { Random } from "./random.ts";

/** Something that goes wrong on purpose. */
export interface Fault {
  /** As the report counts it. */
  readonly name: string;
  /** Makes it happen. What lasts is over when it resolves. */
  strike(random: Random): Promise<void>;
}

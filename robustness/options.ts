import { parseArgs } from "node:util";
import { type BrokenStore, brokenStoreNames, brokenStores } from "./broken/broken-stores.ts";
import { type StoreName, storeNames } from "./stores/store-under-test.ts";

/** What the command line asks for. */
export interface RobustnessOptions {
  readonly stores: readonly StoreName[];
  /** How long faults strike, for each store. */
  readonly seconds: number;
  readonly seed: number;
  /** A store that is broken on purpose: then the run must end with violations. */
  readonly broken: BrokenStore | undefined;
  /** Whether everything is restarted in turn, and nothing else goes wrong: then no call may fail. */
  readonly rollingRestart: boolean;
  /** How many clients call, and as many watch, while all is restarted. */
  readonly clients: number;
  /** A folder of histories to check, without a run. */
  readonly check: string | undefined;
}

const defaultSeconds = 20;
const rollingSeconds = 60;
const rollingClients = 200;
/** A checker that finds nothing in this time finds too little. */
const brokenSeconds = 8;

/**
 * Reads the command line.
 *
 * @throws an Error that says what is wrong with it.
 */
export function parseOptions(args: readonly string[]): RobustnessOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: "string" },
      seconds: { type: "string" },
      seed: { type: "string" },
      broken: { type: "string" },
      "rolling-restart": { type: "boolean", default: false },
      clients: { type: "string" },
      check: { type: "string" },
    },
  });
  const broken =
    values.broken === undefined ? undefined : oneOf("broken", brokenStoreNames, values.broken);
  const store = values.store === undefined ? undefined : oneOf("store", storeNames, values.store);
  const rollingRestart = values["rolling-restart"];
  if (rollingRestart && broken) throw new Error("--rolling-restart is of stores that are whole");
  const seconds = broken ? brokenSeconds : rollingRestart ? rollingSeconds : defaultSeconds;
  return {
    stores: store === undefined ? storesOf(broken, rollingRestart) : [store],
    seconds: whole("seconds", values.seconds ?? seconds, 1),
    rollingRestart,
    clients: whole("clients", values.clients ?? rollingClients, 1),
    seed: whole("seed", values.seed ?? Math.floor(Math.random() * 1_000_000), 0),
    broken,
    check: values.check,
  };
}

/** Several instances are what PostgreSQL is for. */
function storesOf(broken: BrokenStore | undefined, rollingRestart: boolean): readonly StoreName[] {
  if (broken !== undefined) return [brokenStores[broken].store];
  return rollingRestart ? ["postgres"] : storeNames;
}

function oneOf<T extends string>(option: string, known: readonly T[], text: string): T {
  const found = known.find((each) => each === text);
  if (found === undefined) throw new Error(`--${option} takes one of ${known.join(", ")}`);
  return found;
}

function whole(option: string, value: string | number, min: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= min) return number;
  throw new Error(`--${option} takes a number from ${min}`);
}

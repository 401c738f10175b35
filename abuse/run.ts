// pnpm abuse [attack or flood …] [--quick] [--write]
import { parseArgs } from "node:util";
import { leaveMeasuredCore } from "../bench/children.ts";
import type { Attack } from "./attack.ts";
import { attacks } from "./attacks.ts";
import type { FloodFigures } from "./flood-figures.ts";
import { floodFaults, floodTableOf } from "./flood-table.ts";
import { floods } from "./floods.ts";
import type { Transport } from "./server.ts";
import { openStage, type Stages, sharedStages } from "./stage.ts";
import { headOf, tableOf, writeBetween } from "./table.ts";
import { type Figures, full, quick, tryAttack } from "./try-attack.ts";
import { faultsOf } from "./verdict.ts";

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const known = [...attacks, ...floods].map(({ name }) => name);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) refuse(`no ${unknown.join(", ")}; there are ${known.join(", ")}`);
if (values.write && (values.quick || names.length > 0)) refuse("--write takes a full run");
leaveMeasuredCore();

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

/** Those asked for that can be tried. */
function chosen<T extends Pick<Attack, "name" | "missing">>(all: readonly T[]): T[] {
  const asked = all.filter(({ name }) => names.length === 0 || names.includes(name));
  return asked.filter(({ name, missing }) => {
    const why = missing?.();
    // CI has what it needs.
    if (why !== undefined && process.env["CI"] !== undefined) refuse(`${name}: ${why}`);
    if (why !== undefined) console.log(`skip  ${name}: ${why}`);
    return why === undefined;
  });
}

/** In a quick look all attacks are on the same servers, which must bear one after the other. */
async function tryAll(asked: readonly Attack[]): Promise<Figures[]> {
  await using shared = sharedStages();
  const all: Figures[] = [];
  for (const attack of asked) {
    for (const transport of attack.transports) {
      const figures = await tryOne(attack, transport, shared);
      all.push(figures);
      tell(`${attack.name}, ${transport}`, faultsOf(figures, values.quick));
    }
  }
  return all;
}

async function tryOne(attack: Attack, transport: Transport, shared: Stages): Promise<Figures> {
  const { tls = false } = attack;
  if (values.quick) {
    return tryAttack(attack, transport, await shared.open(transport, tls), quick);
  }
  await using stage = await openStage(transport, tls);
  return await tryAttack(attack, transport, stage, full);
}

const tally = { passed: 0, failed: 0 };

function tell(name: string, faults: readonly string[]): void {
  tally[faults.length === 0 ? "passed" : "failed"] += 1;
  console.log(`${faults.length === 0 ? "ok  " : "FAIL"}  ${name}`);
  for (const fault of faults) console.log(`      ${fault}`);
}

/** Of a quick look no ratio is judged that a busy machine could not keep. */
const [fullFlood, quickFlood] = [
  { rounds: 3, seconds: 6 },
  { rounds: 1, seconds: 2 },
];

async function tryFloods(): Promise<FloodFigures[]> {
  const all: FloodFigures[] = [];
  for (const flood of chosen(floods)) {
    const figures = await flood.run(values.quick ? quickFlood : fullFlood);
    all.push(figures);
    tell(flood.name, floodFaults(figures, values.quick));
  }
  return all;
}

const attacked = await tryAll(chosen(attacks));
const flooded = await tryFloods();
const tables = { attacks: tableOf(attacked), floods: floodTableOf(flooded) };
console.log(`\n${headOf()}\n\n${tables.attacks}\n\n${tables.floods}`);
if (values.write) {
  for (const [name, table] of Object.entries(tables)) {
    writeBetween(name, `${headOf()}\n\n${table}`);
  }
}
console.log(`\nabuse: ${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);

// pnpm abuse [attack …] [--quick] [--write]
import { parseArgs } from "node:util";
import { leaveMeasuredCore } from "../bench/children.ts";
import type { Attack } from "./attack.ts";
import { attacks } from "./attacks.ts";
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
const known = attacks.map(({ name }) => name);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) refuse(`no attack ${unknown.join(", ")}; there are ${known.join(", ")}`);
if (values.write && (values.quick || names.length > 0)) refuse("--write takes a full run");
leaveMeasuredCore();

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

function chosenAttacks(): Attack[] {
  const asked = attacks.filter(({ name }) => names.length === 0 || names.includes(name));
  return asked.filter(({ name, missing }) => {
    const why = missing?.();
    // CI has what it needs.
    if (why !== undefined && process.env["CI"] !== undefined) refuse(`${name}: ${why}`);
    if (why !== undefined) console.log(`skip  ${name}: ${why}`);
    return why === undefined;
  });
}

/** In a quick look all attacks are on the same servers, which must bear one after the other. */
async function tryAll(chosen: readonly Attack[]): Promise<Figures[]> {
  await using shared = sharedStages();
  const all: Figures[] = [];
  for (const attack of chosen) {
    for (const transport of attack.transports) {
      const figures = await tryOne(attack, transport, shared);
      all.push(figures);
      tell(figures);
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

function tell(figures: Figures): void {
  const { attack, transport } = figures;
  const faults = faultsOf(figures);
  console.log(`${faults.length === 0 ? "ok  " : "FAIL"}  ${attack.name}, ${transport}`);
  for (const fault of faults) console.log(`      ${fault}`);
}

const all = await tryAll(chosenAttacks());
console.log(`\n${headOf()}\n\n${tableOf(all)}`);
if (values.write) writeBetween("attacks", `${headOf()}\n\n${tableOf(all)}`);
const failed = all.filter((figures) => faultsOf(figures).length > 0).length;
console.log(`\nabuse: ${all.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

// pnpm abuse [attack …] [--quick] [--write]
import { parseArgs } from "node:util";
import { leaveMeasuredCore } from "../bench/children.ts";
import type { Attack } from "./attack.ts";
import { attacks } from "./attacks.ts";
import { headOf, tableOf, writeBetween } from "./table.ts";
import { type Figures, tryAttack } from "./try-attack.ts";
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

const all: Figures[] = [];
for (const attack of chosenAttacks()) {
  for (const transport of attack.transports) {
    const figures = await tryAttack(attack, transport, values.quick ? 0.1 : 1);
    all.push(figures);
    const faults = faultsOf(figures);
    console.log(`${faults.length === 0 ? "ok  " : "FAIL"}  ${attack.name}, ${transport}`);
    for (const fault of faults) console.log(`      ${fault}`);
  }
}
console.log(`\n${headOf()}\n\n${tableOf(all)}`);
if (values.write) writeBetween("attacks", `${headOf()}\n\n${tableOf(all)}`);
const failed = all.filter((figures) => faultsOf(figures).length > 0).length;
console.log(`\nabuse: ${all.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

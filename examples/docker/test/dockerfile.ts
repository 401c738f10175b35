import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Copy, DockerfileParser, type Instruction } from "dockerfile-ast";

/** Where the Dockerfile is, and what it may copy. */
export const context = join(import.meta.dirname, "..");

/** The Dockerfile's text. */
export const text = readFileSync(join(context, "Dockerfile"), "utf8");

/** An instruction as it stands there. */
export interface Step {
  /** In capitals. */
  readonly keyword: string;
  /** The stage that is copied from, if it is one. */
  readonly from: string | undefined;
  /** Without flags; of the exec form the parts. */
  readonly args: readonly string[];
  readonly isExec: boolean;
}

function stepOf(instruction: Instruction): Step {
  const flags = instruction instanceof Copy ? instruction.getFlags() : [];
  const args = instruction.getArguments().map((argument) => argument.getValue());
  const [, list] = /^(?:CMD )?(\[.*\])$/.exec(args.join(" ")) ?? [];
  return {
    keyword: instruction.getKeyword(),
    from: flags.find((flag) => flag.getName() === "from")?.getValue() ?? undefined,
    args: list === undefined ? args : JSON.parse(list),
    isExec: list !== undefined,
  };
}

/** The stages, each from its FROM on. */
export const stages: Step[][] = [];
for (const instruction of DockerfileParser.parse(text).getInstructions()) {
  const step = stepOf(instruction);
  if (step.keyword === "FROM") stages.push([]);
  stages.at(-1)?.push(step);
}

/** The last instruction of a kind in the stage that becomes the image. */
export function last(keyword: string): Step {
  const found = stages.at(-1)?.findLast((step) => step.keyword === keyword);
  if (found === undefined) throw new Error(`The image has no ${keyword}`);
  return found;
}

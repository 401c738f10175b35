import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Suites of ten seconds and more, whose files are short: vitest takes the largest files first. */
const long =
  /\/(?:contract[\w-]*|fault-walk|races|model|kill|leaks|postgres|workers[\w-]*)\.test\.ts$/;

/** Begins with what takes longest, so that no core is idle at the end; each project in one go. */
export class LongTestsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ project, moduleId }: TestSpecification): number {
  if (project.name === "faking") return 2;
  return long.test(moduleId) ? 0 : 1;
}

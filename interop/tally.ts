/** How many tests passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Tests by name, and what each needs. */
export type Tests<T> = Readonly<Record<string, (context: T) => Promise<void>>>;

/** Runs tests one after the other and prints how each ended. */
export async function runTests<T>(what: string, tests: Tests<T>, context: T): Promise<Tally> {
  const tally = { passed: 0, failed: 0 };
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(context);
      tally.passed += 1;
      console.log(`ok    ${what}: ${name}`);
    } catch (error) {
      tally.failed += 1;
      console.log(`FAIL  ${what}: ${name}\n${error}`);
    }
  }
  return tally;
}

/** The sum of tallies. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

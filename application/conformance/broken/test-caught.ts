import { expect, test } from 'bun:test';
import { type Check, runChecks } from '../check.ts';

/** A test for each broken class: the check that is named beside it fails on it. */
export function testCaught<Class extends { readonly name: string }, H>(
  faults: readonly (readonly [Broken: Class, check: string])[],
  checks: readonly Check<H>[],
  harnessOf: (Broken: Class) => H,
): void {
  test.each(faults.map(([Broken, check]) => [Broken.name, check, Broken] as const))(
    'catches %s by “%s”',
    async (_, expected, Broken) => {
      const named = checks.filter(({ name }) => name === expected);
      const results = await runChecks(named, harnessOf(Broken));
      expect(results).toEqual([{ name: expected, error: expect.any(Error) }]);
    },
  );
}

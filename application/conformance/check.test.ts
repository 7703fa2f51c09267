import { describe, expect, test } from 'bun:test';
import { assertFails, type Check, faultsOf, runChecks } from './check.ts';

const passes: Check<null> = { name: 'passes', run: async () => {} };
const fails: Check<null> = {
  name: 'fails',
  async run() {
    throw new Error('broken');
  },
};

describe('checks', () => {
  test('are run one by one, a failure ending none of the others', async () => {
    const results = await runChecks([fails, passes], null);
    expect(results).toEqual([
      { name: 'fails', error: new Error('broken') },
      { name: 'passes', error: null },
    ]);
  });

  test('of a ledger must fail', async () => {
    await assertFails(fails, null);
    await expect(assertFails(passes, null)).rejects.toThrow('take it out of the ledger');
  });

  test('have names of their own, and a ledger names only them, once, with a reason', () => {
    expect(faultsOf([passes, fails], [{ check: 'fails', reason: 'known' }])).toEqual([]);
    expect(faultsOf([passes, passes], [])).toEqual(["Two checks are called 'passes'."]);
    const entry = { check: 'unknown', reason: '' };
    expect(faultsOf([passes], [entry, entry])).toEqual([
      "The ledger names 'unknown' twice.",
      "No check is called 'unknown'.",
      "No check is called 'unknown'.",
      "'unknown' has no reason.",
      "'unknown' has no reason.",
    ]);
  });
});

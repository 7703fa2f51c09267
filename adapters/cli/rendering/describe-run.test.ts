import { expect, test } from 'bun:test';
import { describeErrorCauses } from './describe-run.ts';

test('where no channel met an error, a run may have failed all the same', () => {
  expect(describeErrorCauses([], 7)).toBe(
    'No channel met an error in the last 7 days. How each run ended: `annals runs <tenant>`.',
  );
});

import { expect, test } from 'bun:test';
import { runningRun } from '../testing/samples.ts';
import { describeErrorCauses, describeRun } from './describe-run.ts';
import { createPalette } from './palette.ts';

test('where no channel met an error, a run may have failed all the same', () => {
  expect(describeErrorCauses([], 7)).toBe(
    'No channel met an error in the last 7 days. How each run ended: `annals runs <tenant>`.',
  );
});

test('a run that did one of each says so in the singular', () => {
  const messages = { added: 1, updated: 0, deleted: 0 };
  const run = { ...runningRun, messages, reactions: 1, requests: 1 };
  expect(describeRun(run, createPalette({ write: () => true }))).toEndWith(
    ': 1 message added, 0 changed, 0 deleted, 1 reaction, 1 request.',
  );
});

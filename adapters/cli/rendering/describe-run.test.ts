import { expect, test } from 'bun:test';
import { runId, runningRun, succeededRun } from '../testing/samples.ts';
import {
  describeErrorCauses,
  describeRun,
  describeRunErrors,
  describeRuns,
} from './describe-run.ts';
import { createPalette } from './palette.ts';

const plain = createPalette({ write: () => true });
const hostile = 'x\u001b[2J';

test('where no channel met an error, a run may have failed all the same', () => {
  expect(describeErrorCauses([], 7)).toBe(
    'No channel met an error in the last 7 days. How each run ended: `annals runs <tenant>`.',
  );
});

test('a run that did one of each says so in the singular', () => {
  const messages = { added: 1, updated: 0, deleted: 0 };
  const run = { ...runningRun, messages, reactions: 1, requests: 1 };
  expect(describeRun(run, plain)).toEndWith(
    ': 1 message added, 0 changed, 0 deleted, 1 reaction, 1 request.',
  );
});

test('runs are told a line each, one that has not begun without how long it took', () => {
  const queued = { ...runningRun, status: 'queued', durationMs: null } as const;
  expect(describeRuns([succeededRun, queued], plain)).toBe(
    `queued                   status     trigger  mode         took  messages  reactions  run
2026-03-01 12:00:00 UTC  succeeded  manual   incremental  10 s  1,500     150        ${runId}
2026-03-01 12:00:00 UTC  queued     manual   incremental        1,500     150        ${runId}`,
  );
  expect(describeRuns([], plain)).toBe('No run yet.');
});

test('nothing that a platform says steers the terminal', () => {
  const error = { code: 'gone', message: hostile };
  const occurred = { ...error, channelId: '1', occurredAt: runningRun.queuedAt };
  const cause = { ...error, errors: 1, channels: 1, lastOccurredAt: runningRun.queuedAt };
  for (const told of [
    describeRun({ ...runningRun, error }, plain),
    describeRunErrors([], error),
    describeRunErrors([occurred], null),
    describeErrorCauses([cause], 7),
  ]) {
    expect(told).toContain('x [2J');
    expect(told.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  }
});

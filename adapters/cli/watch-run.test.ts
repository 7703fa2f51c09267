import { expect, test } from 'bun:test';
import type { SyncPhase } from '@annals/domain';
import type { RunAnswer, StatusAnswer } from './api/answers.ts';
import { errorOfAnswer } from './api/api-problem.ts';
import { CliError } from './cli-error.ts';
import { describeProgress } from './rendering/describe-progress.ts';
import { idle, runId, running, runningRun, succeededRun } from './testing/samples.ts';
import { watchRun } from './watch-run.ts';

const queued: StatusAnswer = { ...running, state: 'queued', queuePosition: 2 };

/** Follows a run whose status is told one after another; an error is what a question fails with. */
async function watch(
  statuses: readonly (StatusAnswer | Error)[],
  run: RunAnswer,
  output: { readonly isTTY?: boolean } = {},
) {
  const left = [...statuses];
  const stopping = new AbortController();
  let shown = '';
  const errors = { ...output, columns: 120, write: (text: string) => (shown += text) };
  const sleep = async () => {
    if (left.length === 0) stopping.abort();
  };
  const ended = await watchRun(
    { errors, clock: { now: () => new Date(0), sleep }, stopping: () => stopping.signal },
    {
      status: async () => {
        const next = left.shift() ?? running;
        if (next instanceof Error) throw next;
        return next;
      },
      run: async () => run,
    },
    { tenant: 'garden', runId },
  );
  return { ended, shown };
}

test('a terminal sees a bar that is drawn over itself until the run has ended', async () => {
  const { ended, shown } = await watch([queued, running, idle], succeededRun, { isTTY: true });
  expect(ended.status).toBe('succeeded');
  expect(shown.split('\r\u001b[2K').slice(1)).toEqual([
    `${'█'.repeat(13)}${'░'.repeat(17)}  42 %  2,000 rows, 200 rows/s, 14 s left, waiting for a worker, 2 ahead of it`,
    `${'█'.repeat(13)}${'░'.repeat(17)}  42 %  2,000 rows, 200 rows/s, 14 s left, reading general`,
    `${'█'.repeat(30)} 100 %  2,000 rows, 200 rows/s\n`,
  ]);
});

test('a file gets lines without any control character', async () => {
  const { shown } = await watch([running, running, idle], succeededRun);
  expect(shown.split('\n')).toEqual([
    ' 42 %  2,000 rows, 200 rows/s, 14 s left, reading general',
    '100 %  2,000 rows, 200 rows/s',
    '',
  ]);
});

test('the speed of a run is told once it has gone on for a second', async () => {
  const { shown } = await watch([idle], { ...succeededRun, durationMs: 999 });
  expect(shown).toBe('100 %  2,000 rows\n');
});

test('a run that did not get to its end is not shown as done', async () => {
  const { shown } = await watch([running, idle], { ...runningRun, status: 'failed' });
  expect(shown).not.toContain('100 %');
});

test('who is asked to stop leaves the run as it is', async () => {
  const { ended } = await watch([running], runningRun);
  expect(ended.status).toBe('running');
});

/** As a server is told that does not answer, or not yet. */
function awayAs(code: string): CliError {
  return new CliError('It does not answer.', { code, exitCode: 2, next: null });
}

test.each(['server_unreachable', 'store_unavailable', 'not_ready'])(
  'a server that is started again is waited for: %s',
  async (code) => {
    const away = Array(100).fill(awayAs(code));
    // Twice: each time anew for a minute.
    const statuses = [running, ...away, running, ...away, running, idle];
    expect((await watch(statuses, succeededRun)).ended.status).toBe('succeeded');
  },
);

test('so is one that goes between the two questions of the last look', async () => {
  const answers = [awayAs('server_unreachable'), succeededRun];
  const ended = await watchRun(
    {
      errors: { write: () => {} },
      clock: { now: () => new Date(0), sleep: async () => {} },
      stopping: () => new AbortController().signal,
    },
    {
      status: async () => idle,
      run: async () => {
        const next = answers.shift();
        if (next === undefined || next instanceof Error) throw next;
        return next;
      },
    },
    { tenant: 'garden', runId },
  );
  expect(ended.status).toBe('succeeded');
});

test('so is one behind a proxy that answers in its place meanwhile', async () => {
  const away = await errorOfAnswer(new Response('<html>Bad Gateway</html>', { status: 502 }));
  const { ended } = await watch([running, away, away, running, idle], succeededRun);
  expect(ended.status).toBe('succeeded');
});

test('a server that stays away is told as such, and so is whatever else it says, at once', async () => {
  const away = awayAs('server_unreachable');
  await expect(watch([running, ...Array(200).fill(away)], succeededRun)).rejects.toBe(away);
  const other = new Error('Something else.');
  await expect(watch([running, other, idle], succeededRun)).rejects.toBe(other);
});

test('another run that has begun meanwhile is not this one', async () => {
  const later = { ...running, currentRun: { ...runningRun, runId: 'another' } };
  expect((await watch([later], succeededRun)).ended.status).toBe('succeeded');
});

/** While no channel is being read. */
function inPhase(phase: SyncPhase): StatusAnswer {
  return {
    ...running,
    progress: running.progress && { ...running.progress, phase, currentChannel: null },
  };
}

test.each([
  [{ ...running, state: 'pending' }, 'waiting for the queue'],
  [{ ...running, state: 'queued', queuePosition: 0 }, 'waiting for a worker'],
  [{ ...running, state: 'queued', queuePosition: 2 }, 'waiting for a worker, 2 ahead of it'],
  [inPhase('discovering'), 'looking for channels'],
  [inPhase('reading'), 'between channels'],
  [inPhase('checking'), 'checking deletions and reactions'],
  [{ ...running, state: 'cancelling' }, 'stopping after this batch'],
  [
    { ...running, currentRun: { ...runningRun, rateLimitWaitMs: 12_000 } },
    'reading general, waited 12 s for rate limits',
  ],
])('what it waits for is said: %#', (status, told) => {
  expect(describeProgress(status)).toEndWith(`14 s left, ${told}`);
});

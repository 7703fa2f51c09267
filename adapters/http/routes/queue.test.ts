import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { QueueUnavailableError } from '@annals/application';
import { RunningApi, readProblem, TENANT_KEY } from '../testing/running-api.ts';
import { finishedRun, sampleTenant } from '../testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const overview = {
  paused: false,
  counts: { waiting: 3, active: 1, delayed: 0, completed: 7, failed: 2 },
  oldestWaitingAt: '2026-03-01T12:00:00.000Z',
  workersSeen: 2,
};
const job = `/api/admin/queue/jobs/${finishedRun.id}`;

test('GET /api/admin/queue answers how it stands', async () => {
  expect(await api.json('GET', '/api/admin/queue')).toEqual(overview);
});

test('POST …/pause and …/resume answer how it stands then', async () => {
  expect(await api.json('POST', '/api/admin/queue/pause')).toEqual({ ...overview, paused: true });
  expect(await api.json('POST', '/api/admin/queue/resume')).toEqual(overview);
});

describe('GET /api/admin/queue/jobs', () => {
  test('answers with the jobs of a state, page by page', async () => {
    const first = await api.json('GET', '/api/admin/queue/jobs?state=failed&limit=2');
    expect(first).toMatchObject({
      items: [
        {
          jobId: finishedRun.id,
          tenantId: sampleTenant.id,
          state: 'failed',
          attempts: 1,
          queuedAt: '2026-03-01T11:59:00.000Z',
          startedAt: '2026-03-01T11:59:30.000Z',
          finishedAt: null,
          failure: 'The attempt failed; the log says why.',
        },
        { attempts: 2 },
      ],
    });
    const next = `state=failed&limit=2&cursor=${first.nextCursor}`;
    expect(await api.json('GET', `/api/admin/queue/jobs?${next}`)).toMatchObject({
      items: [{ attempts: 3 }],
      nextCursor: null,
    });
  });

  test('answers with the waiting ones when no state is given', async () => {
    expect(await api.json('GET', '/api/admin/queue/jobs')).toMatchObject({
      items: [{ state: 'waiting' }, {}, {}],
    });
  });

  test.each([
    ['state', '?state=asleep'],
    ['limit', '?limit=0'],
    ['cursor', '?cursor=x'],
    ['cursor', `?cursor=${Buffer.from('9'.repeat(10)).toString('base64url')}`],
  ])('refuses a %s that is none', async (path, query) => {
    const problem = await api.problem('GET', `/api/admin/queue/jobs${query}`);
    expect(problem).toMatchObject({ status: 422, errors: [{ path }] });
  });
});

test('a failed job is retried', async () => {
  expect((await api.call('POST', `${job}/retry`)).status).toBe(204);
});

test.each(['0195a5e0-0000-7000-8000-0000000000ff', 'x'])('the job %s is not there', async (id) => {
  for (const [method, below] of [
    ['POST', '/retry'],
    ['DELETE', ''],
  ] as const) {
    const problem = await api.problem(method, `/api/admin/queue/jobs/${id}${below}`);
    expect(problem).toMatchObject({ status: 404, code: 'job_not_found' });
  }
});

test('a job at work is not removed', async () => {
  const problem = await api.problem('DELETE', job);
  expect(problem).toMatchObject({ status: 409, code: 'wrong_job_state' });
});

test('a queue that does not answer is a 503 that says when to come back', async () => {
  const away = () => Promise.reject(new QueueUnavailableError('The queue does not answer.'));
  await using broken = await RunningApi.start({ queue: { overview: away } });
  const response = await broken.call('GET', '/api/admin/queue');
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await readProblem(response)).toMatchObject({ status: 503, code: 'queue_unavailable' });
});

test.each([
  ['GET', '/api/admin/queue'],
  ['GET', '/api/admin/queue/jobs?state=asleep'],
  ['POST', '/api/admin/queue/pause'],
  ['POST', '/api/admin/queue/resume'],
  ['POST', `${job}/retry`],
  ['DELETE', job],
])('%s %s wants an admin key', async (method, path) => {
  const problem = await api.problem(method, path, { key: TENANT_KEY });
  expect(problem).toMatchObject({ status: 403, code: 'forbidden' });
});

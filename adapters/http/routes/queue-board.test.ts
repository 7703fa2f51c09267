import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ManualClock } from '@annals/application/fakes';
import { ADMIN_KEY, RunningApi, readProblem, TENANT_KEY } from '../testing/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const paths = ['/admin/queues', '/admin/queues/', '/admin/queues/api/queues'];
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

test.each(paths)('%s is for an admin, whose browser shows the key as a password', async (path) => {
  for (const user of ['', 'admin', 'anybody']) {
    const headers = basic(user, ADMIN_KEY);
    const response = await api.call('GET', path, { key: null, headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await response.text()).toBe(path);
  }
  expect((await api.call('GET', path, { key: ADMIN_KEY })).status).toBe(200);
});

test.each([...paths, '/admin', '/admin/anything'])('%s asks for a key', async (path) => {
  for (const headers of [
    {},
    basic('admin', 'wrong'),
    basic(ADMIN_KEY, ''),
    basic('a', TENANT_KEY),
  ]) {
    const response = await api.call('GET', path, { key: null, headers });
    expect(response.headers.get('www-authenticate')).toStartWith('Basic realm="Annals"');
    expect(await readProblem(response)).toMatchObject({ status: 401, code: 'unauthenticated' });
  }
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('nothing is changed by %s', async (method) => {
  const problem = await api.problem(method, '/admin/queues/api/queues/sync/pause');
  expect(problem).toMatchObject({ status: 405, code: 'method_not_allowed' });
});

test('the API takes no password for a key', async () => {
  const headers = basic('admin', ADMIN_KEY);
  const problem = await api.problem('GET', '/api/tenants', { key: null, headers });
  expect(problem.status).toBe(401);
});

test('a queue that is away is told as that, and keeps nobody waiting', async () => {
  const clock = new ManualClock({ autoAdvance: true });
  const queueBoard = () => new Promise<Response>(() => {});
  await using away = await RunningApi.start({ clock, queueBoard });
  const problem = await away.problem('GET', '/admin/queues/api/queues');
  expect(problem).toMatchObject({ status: 503, code: 'queue_unavailable' });
});

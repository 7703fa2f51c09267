import { expect, test } from 'bun:test';
import { RecordedLogger } from '@annals/application/fakes';
import { createProbeServer, createWaitingServer } from './http-server.ts';
import { NOW, readProblem } from './testing/running-api.ts';

test('a process without an API shows how it is, and nothing else', async () => {
  const server = createProbeServer({
    readiness: async () => [{ name: 'database', ok: false, message: 'Away.' }],
    metrics: async () => 'annals_runs_total 1\n',
    logger: new RecordedLogger(),
    clock: { now: () => NOW, sleep: async () => {}, repeat: () => {} },
    ids: { uuid: () => 'r1' },
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect(await readProblem(await fetch(`${url}/readyz`))).toMatchObject({ code: 'not_ready' });
  expect(await (await fetch(`${url}/metrics`)).text()).toBe('annals_runs_total 1\n');
  for (const path of ['/api/tenants', '/openapi', '/admin/queues']) {
    expect(await readProblem(await fetch(url + path))).toMatchObject({ code: 'not_found' });
  }
  await server.close();
});

test('a process that waits for its servers is alive, says what is missing, and is not ready', async () => {
  const server = createWaitingServer({
    readiness: async () => [{ name: 'database', ok: false, message: 'Away.' }],
    logger: new RecordedLogger(),
    clock: { now: () => NOW, sleep: async () => {}, repeat: () => {} },
    ids: { uuid: () => 'r1' },
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect(await readProblem(await fetch(`${url}/readyz`))).toMatchObject({
    code: 'not_ready',
    checks: [{ name: 'database', ok: false, message: 'Away.' }],
  });
  // A tenant is not unknown because nothing can be looked up.
  for (const path of ['/api/tenants', '/api/tenants/one', '/metrics', '/']) {
    const answer = await fetch(url + path);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await readProblem(answer)).toMatchObject({ code: 'not_ready', status: 503 });
  }
  await server.close();
});

test('a process that waits is not ready when its servers are, either: it is about to listen anew', async () => {
  const checks = [{ name: 'database' as const, ok: true, message: null }];
  const server = createWaitingServer({
    readiness: async () => checks,
    logger: new RecordedLogger(),
    clock: { now: () => NOW, sleep: async () => {}, repeat: () => {} },
    ids: { uuid: () => 'r1' },
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  expect(await readProblem(await fetch(`${url}/readyz`))).toMatchObject({
    ...{ code: 'not_ready', status: 503 },
    checks,
  });
  await server.close();
});

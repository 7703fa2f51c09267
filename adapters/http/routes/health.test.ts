import { describe, expect, test } from 'bun:test';
import { RunningApi, readProblem } from '../testing/running-api.ts';

describe('/livez', () => {
  test('asks for no key', async () => {
    await using api = await RunningApi.start();
    const response = await api.call('GET', '/livez', { key: null });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });
});

describe('/readyz', () => {
  test('answers 200 with the checks when all is well', async () => {
    const checks = [
      { name: 'database' as const, ok: true, message: null },
      { name: 'queue' as const, ok: true, message: null },
    ];
    await using api = await RunningApi.start({ readiness: async () => checks });
    const response = await api.call('GET', '/readyz', { key: null });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ready: true, checks });
  });

  test('answers 503 with the checks when one fails', async () => {
    const checks = [
      { name: 'database' as const, ok: true, message: null },
      { name: 'queue' as const, ok: false, message: 'The queue does not answer.' },
    ];
    await using api = await RunningApi.start({ readiness: async () => checks });
    const response = await api.call('GET', '/readyz', { key: null });
    expect(await response.clone().json()).toMatchObject({ ready: false, checks });
    expect(await readProblem(response)).toMatchObject({ status: 503, code: 'not_ready' });
  });
});

test('probes that go well are logged for debugging only', async () => {
  await using api = await RunningApi.start({
    readiness: async () => [{ name: 'database', ok: false, message: 'It does not answer.' }],
  });
  await api.call('GET', '/livez', { key: null });
  await api.call('GET', '/readyz', { key: null });
  expect(api.logger.events.map(({ level, fields }) => [level, fields.route])).toEqual([
    ['debug', '/livez'],
    ['info', '/readyz'],
  ]);
});

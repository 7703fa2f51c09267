import { expect, test } from 'bun:test';
import { RunningApi } from '../testing/running-api.ts';

test('GET /metrics answers in the format of Prometheus, without a key', async () => {
  await using api = await RunningApi.start();
  const response = await api.call('GET', '/metrics', { key: null });
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toBe('annals_runs_total 1\n');
});

import { expect, test } from 'bun:test';
import { PrometheusMetrics } from './prometheus-metrics.ts';

test('what is counted is told, by its labels', async () => {
  const metrics = new PrometheusMetrics();
  const run = { platform: 'discord', trigger: 'scheduled', durationMs: 20_000 } as const;
  metrics.runFinished({ ...run, status: 'succeeded' });
  metrics.runFinished({ ...run, status: 'succeeded' });
  metrics.runFinished({ ...run, status: 'partial' });
  metrics.batchStored({ messages: 990, durationMs: 40 });
  metrics.batchStored({ messages: 10, durationMs: 4 });
  metrics.requestAnswered('discord', { route: 'GET /channels/{channel}/messages', status: 200 });
  metrics.requestAnswered('discord', { route: 'GET /channels/{channel}/messages', status: 429 });
  metrics.requestAnswered('discord', { route: 'GET /guilds/{guild}', status: null });
  const lines = (await metrics.text()).split('\n');
  const route = 'GET /channels/{channel}/messages';
  expect(lines).toContain(
    'annals_runs_total{platform="discord",trigger="scheduled",status="succeeded"} 2',
  );
  expect(lines).toContain(
    'annals_run_duration_seconds_bucket{le="60",platform="discord",status="succeeded"} 2',
  );
  expect(lines).toContain(
    'annals_run_duration_seconds_bucket{le="15",platform="discord",status="succeeded"} 0',
  );
  expect(lines).toContain('annals_messages_stored_total 1000');
  expect(lines).toContain('annals_batch_write_seconds_count 2');
  expect(lines).toContain('annals_batch_write_seconds_bucket{le="0.005"} 1');
  for (const status of [200, 429]) {
    expect(lines).toContain(
      `annals_platform_requests_total{platform="discord",route="${route}",status="${status}"} 1`,
    );
  }
  expect(lines).toContain(
    'annals_platform_requests_total{platform="discord",route="GET /guilds/{guild}",status="none"} 1',
  );
  expect(lines).toContain('annals_rate_limited_answers_total{platform="discord"} 1');
});

test('what is counted of a platform is there before anything happens: a first one is an increase', async () => {
  const metrics = new PrometheusMetrics();
  metrics.startAtZero(['discord']);
  metrics.runFinished({
    ...{ platform: 'discord', trigger: 'manual', status: 'failed', durationMs: 20_000 },
  });
  const lines = (await metrics.text()).split('\n');
  const runs = lines.filter((line) => line.startsWith('annals_runs_total{'));
  expect(runs).toHaveLength(3 * 5);
  expect(runs.filter((line) => !line.endsWith(' 0'))).toEqual([
    'annals_runs_total{platform="discord",trigger="manual",status="failed"} 1',
  ]);
  expect(lines).toContain(
    'annals_run_duration_seconds_count{platform="discord",status="partial"} 0',
  );
  expect(lines).toContain('annals_rate_limited_answers_total{platform="discord"} 0');
});

test('the process tells of itself, and two in one program do not mix', async () => {
  const [one, other] = [new PrometheusMetrics(), new PrometheusMetrics()];
  one.batchStored({ messages: 1, durationMs: 1 });
  const text = await other.text();
  expect(text).toContain('annals_messages_stored_total 0');
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^nodejs_heap_size_total_bytes \d+$/m);
  expect(text).not.toMatch(/nodejs_heap_space|nodejs_active|process_heap_bytes/);
});

import { expect, test } from 'bun:test';
import { ManualClock, RecordedLogger } from '@annals/application/fakes';
import { GatheredGauges, type ServiceFigures } from './gathered-gauges.ts';

const figures: ServiceFigures = {
  freshness: async () => ({
    on_time: { tenants: 5, lagSeconds: 3_000 },
    late: { tenants: 1, lagSeconds: 9_000.5 },
  }),
  queue: async () => ({ counts: { waiting: 4, failed: 0 }, oldestWaitingSeconds: 12 }),
};

function gaugesOf(changes: Partial<ServiceFigures> = {}) {
  const clock = new ManualClock({ autoAdvance: false });
  const logger = new RecordedLogger();
  const gauges = new GatheredGauges({ figures: { ...figures, ...changes }, clock, logger });
  return { gauges, clock, logger };
}

const away = () => Promise.reject(new Error('away'));

test('the figures of the service are told', async () => {
  const lines = (await gaugesOf().gauges.text()).split('\n');
  expect(lines).toContain('annals_tenants{freshness="on_time"} 5');
  expect(lines).toContain('annals_freshness_lag_seconds{freshness="late"} 9000.5');
  expect(lines).toContain('annals_queue_jobs{state="waiting"} 4');
  expect(lines).toContain('annals_queue_jobs{state="failed"} 0');
  expect(lines).toContain('annals_queue_oldest_waiting_seconds 12');
});

test('what cannot be asked is left out, and the log says so', async () => {
  const { gauges, logger } = gaugesOf({ queue: away });
  const text = await gauges.text();
  expect(text).toContain('annals_tenants');
  expect(text).not.toContain('annals_queue');
  expect(logger.events).toMatchObject([
    { level: 'warn', event: 'metrics.not_gathered', fields: { source: 'queue', error: 'Error' } },
  ]);
});

test('who asks often gets the same again, for five seconds', async () => {
  let asked = 0;
  const { gauges, clock } = gaugesOf({
    queue: async () => {
      asked += 1;
      return { counts: { waiting: asked }, oldestWaitingSeconds: 0 };
    },
  });
  const first = gauges.text();
  expect(await gauges.text()).toBe(await first);
  await clock.advance(4_999);
  expect(await gauges.text()).toBe(await first);
  await clock.advance(1);
  expect(await gauges.text()).toContain('annals_queue_jobs{state="waiting"} 2');
  expect(asked).toBe(2);
});

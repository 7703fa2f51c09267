import { expect, test } from 'bun:test';
import type { Tenant, TenantId } from '@annals/domain';
import { ManualClock, MemoryStore } from '../fakes/index.ts';
import type { Schedule } from '../ports/schedule.ts';
import { readFreshnessFigures, readQueueFigures } from './read-service-figures.ts';

const now = new Date('2026-03-01T12:40:00.000Z');
const hourly: Schedule = {
  previous: (at) => new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000),
  next: (at) => new Date((Math.floor(at.getTime() / 3_600_000) + 1) * 3_600_000),
};

test('tenants are counted by their freshness, with the longest wait of each', async () => {
  const store = new MemoryStore();
  const clock = new ManualClock({ start: now, autoAdvance: false });
  const createdAt = new Date('2026-03-01T00:00:00.000Z');
  const synced: readonly (string | null)[] = ['12:10', '12:30', '10:00', null, '12:41'];
  for (const [index, time] of synced.entries()) {
    const lastSyncedAt = time === null ? null : new Date(`2026-03-01T${time}:00.000Z`);
    const id = `0190a000-0000-7000-8000-00000000000${index}` as TenantId;
    const tenant = { id, slug: `t${index}`, name: 'T', platform: 'scripted', settings: {} };
    await store.repositories.tenants.create({
      ...tenant,
      ...{
        platformId: `${index}`,
        status: 'active',
        lastSyncedAt,
        createdAt,
        updatedAt: createdAt,
      },
    } as Tenant);
  }
  const parts = { unitOfWork: store, clock, schedule: hourly, platforms: ['scripted'] };
  expect(await readFreshnessFigures(parts)).toEqual({
    on_time: { tenants: 3, lagSeconds: 30 * 60 },
    late: { tenants: 1, lagSeconds: 160 * 60 },
    never_synced: { tenants: 1, lagSeconds: 760 * 60 },
    needs_action: { tenants: 0, lagSeconds: 0 },
    not_scheduled: { tenants: 0, lagSeconds: 0 },
  });
  expect(await readFreshnessFigures({ ...parts, platforms: [] })).toMatchObject({
    not_scheduled: { tenants: 5 },
    late: { tenants: 0, lagSeconds: 0 },
  });
});

test('the queue tells how long its oldest job has waited', async () => {
  const clock = new ManualClock({ start: now, autoAdvance: false });
  const counts = { waiting: 1, active: 0, delayed: 0, completed: 0, failed: 0 };
  const overview = async () => ({
    ...{ isPaused: false, counts },
    oldestWaitingAt: new Date('2026-03-01T12:38:30.000Z'),
  });
  const figures = await readQueueFigures({ clock, queue: { overview } });
  expect(figures).toEqual({ counts, oldestWaitingSeconds: 90 });
  const ahead = async () => ({
    ...(await overview()),
    oldestWaitingAt: new Date('2026-03-01T12:41:00Z'),
  });
  expect(await readQueueFigures({ clock, queue: { overview: ahead } })).toEqual({
    counts,
    oldestWaitingSeconds: 0,
  });
  const empty = async () => ({ ...(await overview()), oldestWaitingAt: null });
  expect(await readQueueFigures({ clock, queue: { overview: empty } })).toEqual({
    counts,
    oldestWaitingSeconds: 0,
  });
});

import { expect } from 'bun:test';
import { claimRun, endRun } from './run-steps.ts';
import {
  at,
  channelId,
  messageId,
  otherTenantId,
  runId,
  sampleChannel,
  sampleError,
  sampleMessage,
  sampleProgress,
  sampleRun,
  tenantId,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

export const figureChecks: readonly StoreCheck[] = [
  storeCheck('figures: the last run that ended is told of each tenant', async (store) => {
    const { runs, runLeases, figures } = store.repositories;
    await runs.createUnlessActive(sampleRun({ id: runId(1), queuedAt: at(1) }));
    await endRun(runLeases, runId(1), at(5));
    await runs.createUnlessActive(sampleRun({ id: runId(2), queuedAt: at(6) }));
    await endRun(runLeases, runId(2), at(7));
    await runs.createUnlessActive(sampleRun({ id: runId(3), queuedAt: at(8) }));
    await runs.createUnlessActive(sampleRun({ id: runId(4), tenantId: otherTenantId }));
    const last = await figures.lastFinishedRuns([tenantId, otherTenantId]);
    const stored = await runs.find(runId(2));
    expect(last).toEqual(stored?.status === 'succeeded' ? [stored] : []);
    expect(last).toHaveLength(1);
    expect(await figures.lastFinishedRuns([])).toEqual([]);
  }),

  storeCheck('figures: the last run that ended is the one that ended last', async (store) => {
    const { runs, runLeases, figures } = store.repositories;
    expect(await figures.lastFinishedRuns([tenantId])).toEqual([]);
    for (const [number, end] of [
      [2, 30],
      [3, 10],
      [1, 20],
    ] as const) {
      await runs.createUnlessActive(sampleRun({ id: runId(number) }));
      await endRun(runLeases, runId(number), at(end));
    }
    await runs.createUnlessActive(sampleRun({ id: runId(9) }));
    expect(await figures.lastFinishedRuns([tenantId])).toMatchObject([{ id: runId(2) }]);
    expect(await figures.lastFinishedRuns([otherTenantId])).toEqual([]);
  }),

  storeCheck('figures: what runs stored is added up from a time on', async (store) => {
    const { runs, runLeases, figures } = store.repositories;
    const { added } = sampleProgress();
    for (const [number, endedAt] of [
      [1, 10],
      [2, 20],
    ] as const) {
      await runs.createUnlessActive(sampleRun({ id: runId(number), queuedAt: at(number) }));
      const lease = await claimRun(runLeases, runId(number));
      await runLeases.heartbeat(lease, sampleProgress(), at(endedAt));
      await runLeases.finish(lease, { status: 'succeeded', error: null, at: at(endedAt) });
    }
    await runs.createUnlessActive(sampleRun({ id: runId(3), queuedAt: at(3) }));
    await runLeases.heartbeat(await claimRun(runLeases, runId(3)), sampleProgress(), at(4));
    const rows = (times: number) => ({
      ...{ tenantId, runs: times, messages: times * added.messagesAdded },
      ...{ reactions: times * added.reactions, attachments: times * added.attachments },
    });
    expect(await figures.storedSince([tenantId, otherTenantId], at(10))).toEqual([rows(3)]);
    expect(await figures.storedSince([tenantId], at(11))).toEqual([rows(2)]);
    expect(await figures.storedSince([tenantId], at(21))).toEqual([rows(1)]);
    expect(await figures.storedSince([otherTenantId], at(0))).toEqual([]);
    expect(await figures.storedSince([], at(0))).toEqual([]);
  }),

  storeCheck('figures: messages are counted by the day they were sent', async (store) => {
    const { channels, messages, figures } = store.repositories;
    const [first, second] = [channelId('10'), channelId('11')];
    for (const tenant of [tenantId, otherTenantId]) {
      await channels.upsert([
        sampleChannel({ tenantId: tenant, id: first }),
        sampleChannel({ tenantId: tenant, id: second }),
      ]);
    }
    const sent = [
      [first, '2026-05-16T23:59:59.999Z'],
      [first, '2026-05-17T00:00:00.000Z'],
      [second, '2026-05-17T23:59:59.999Z'],
      [second, '2026-05-19T12:00:00.000Z'],
    ] as const;
    const stored = sent.map(([channel, time], index) => ({
      ...sampleMessage({ channelId: channel, id: messageId(`${index}`) }),
      platformCreatedAt: new Date(time),
    }));
    await messages.upsert([
      ...stored,
      ...stored.map((row) => ({ ...row, tenantId: otherTenantId })),
    ]);
    expect(await figures.messagesPerDay(tenantId, new Date('2026-05-16T00:00:00Z'))).toEqual([
      { day: '2026-05-16', messages: 1 },
      { day: '2026-05-17', messages: 2 },
      { day: '2026-05-19', messages: 1 },
    ]);
    expect(await figures.messagesPerDay(tenantId, new Date('2026-05-18T00:00:00Z'))).toEqual([
      { day: '2026-05-19', messages: 1 },
    ]);
  }),

  storeCheck(
    'figures: messages of channels that are no longer public do not count',
    async (store) => {
      const { channels, messages, figures } = store.repositories;
      await channels.upsert([sampleChannel()]);
      await messages.upsert([sampleMessage({ platformCreatedAt: at(1) })]);
      await channels.markRemoved(tenantId, channelId('10'), at(2));
      expect(await figures.messagesPerDay(tenantId, at(0))).toEqual([]);
      await channels.upsert([sampleChannel()]);
      expect(await figures.messagesPerDay(tenantId, at(0))).toHaveLength(1);
    },
  ),

  storeCheck('figures: errors are grouped by their code, the latest first', async (store) => {
    const { runs, errors, figures } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    await errors.add([
      sampleError({ code: 'old', occurredAt: at(1) }),
      sampleError({ code: 'many', message: 'late', channelId: channelId('11'), occurredAt: at(9) }),
      sampleError({ code: 'many', message: 'early', occurredAt: at(8) }),
      sampleError({ code: 'many', message: 'early', occurredAt: at(7) }),
      sampleError({ code: 'one', message: 'whole', channelId: null, occurredAt: at(10) }),
    ]);
    const known = { runId: runId(1) };
    expect(await figures.errorCauses(tenantId, at(2))).toEqual([
      { ...known, code: 'one', errors: 1, channels: 0, lastOccurredAt: at(10), message: 'whole' },
      { ...known, code: 'many', errors: 3, channels: 2, lastOccurredAt: at(9), message: 'late' },
    ]);
    expect(await figures.errorCauses(otherTenantId, at(0))).toEqual([]);
  }),
];

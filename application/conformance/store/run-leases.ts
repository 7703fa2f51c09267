import { expect } from 'bun:test';
import { noCounters } from '@annals/domain';
import { claimRun, endRun } from './run-steps.ts';
import { at, otherTenantId, runId, sampleProgress, sampleRun, tenantId } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const id = runId(1);
const ending = { status: 'succeeded', error: null, at: at(90) } as const;

export const runLeaseChecks: readonly StoreCheck[] = [
  storeCheck('runs: claim starts a run and raises its fence', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const first = await runLeases.claim(id, at(1));
    expect(first).toEqual(
      expect.objectContaining({ status: 'running', startedAt: at(1), heartbeatAt: at(1) }),
    );
    const second = await runLeases.claim(id, at(2));
    expect(second).toEqual(
      expect.objectContaining({ status: 'running', startedAt: at(1), heartbeatAt: at(2) }),
    );
    expect(second?.fence).toBeGreaterThan(first?.fence ?? Number.POSITIVE_INFINITY);
    expect(await runs.find(id)).toEqual(second);
  }),

  storeCheck('runs: claims at once get different fences', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const claims = await Promise.all(Array.from({ length: 10 }, () => runLeases.claim(id, at(1))));
    expect(new Set(claims.map((run) => run?.fence)).size).toBe(10);
  }),

  storeCheck('runs: claim of a finished or unknown run is null', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    await endRun(runLeases, id, at(5));
    const before = await runs.find(id);
    expect(await runLeases.claim(id, at(6))).toBeNull();
    expect(await runs.find(id)).toEqual(before);
    expect(await runLeases.claim(runId(404), at(6))).toBeNull();
  }),

  storeCheck('runs: a heartbeat adds counters and sets channels', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id);
    expect(await runLeases.heartbeat(lease, sampleProgress(), at(10))).toBe('ok');
    expect(await runs.find(id)).toEqual(
      expect.objectContaining({ ...sampleCounts(1), heartbeatAt: at(10) }),
    );
    const channels = { total: 8, done: 7, skipped: 1, failed: 0 };
    expect(await runLeases.heartbeat(lease, { ...sampleProgress(), channels }, at(20))).toBe('ok');
    expect(await runs.find(id)).toEqual(
      expect.objectContaining({
        ...sampleCounts(2),
        channels,
        heartbeatAt: at(20),
      }),
    );
  }),

  storeCheck('runs: a heartbeat notes the channel; its percentage never falls', async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id);
    expect(await runs.find(id)).toMatchObject({ percent: 0, currentChannel: null });
    await runLeases.heartbeat(lease, sampleProgress(), at(10));
    expect(await runs.find(id)).toMatchObject({ percent: 62.5, currentChannel: 'general' });
    await runLeases.heartbeat(
      lease,
      { ...sampleProgress(), percent: 41, currentChannel: null },
      at(11),
    );
    expect(await runs.find(id)).toMatchObject({ percent: 62.5, currentChannel: null });
    await runLeases.heartbeat(lease, { ...sampleProgress(), percent: 99.9 }, at(12));
    expect(await runs.find(id)).toMatchObject({ percent: 99.9 });
  }),

  storeCheck('runs: a heartbeat tells when a run will end, while it runs', async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    const expectedEndAt = async () => (await runs.find(id))?.expectedEndAt;
    const lease = await claimRun(runLeases, id);
    expect(await expectedEndAt()).toBeNull();
    await runLeases.heartbeat(lease, { ...sampleProgress(), expectedEndAt: at(80) }, at(10));
    expect(await expectedEndAt()).toEqual(at(80));
    await runLeases.heartbeat(lease, { ...sampleProgress(), expectedEndAt: null }, at(11));
    expect(await expectedEndAt()).toBeNull();
    await runLeases.heartbeat(lease, { ...sampleProgress(), expectedEndAt: at(70) }, at(12));
    const next = await claimRun(runLeases, id, at(13));
    expect(await expectedEndAt()).toBeNull();
    await runLeases.heartbeat(next, { ...sampleProgress(), expectedEndAt: at(60) }, at(14));
    await runLeases.handBack(next);
    expect(await expectedEndAt()).toBeNull();
    const last = await claimRun(runLeases, id, at(15));
    await runLeases.heartbeat(last, { ...sampleProgress(), expectedEndAt: at(50) }, at(16));
    await runLeases.finish(last, ending);
    expect(await expectedEndAt()).toBeNull();
  }),

  storeCheck('runs: counters go beyond 32 bits', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id);
    const added = { ...noCounters, messagesAdded: 3_000_000_000, rateLimitWaitMs: 4_000_000_000 };
    await runLeases.heartbeat(lease, { ...sampleProgress(), added }, at(10));
    await runLeases.heartbeat(lease, { ...sampleProgress(), added }, at(11));
    const counters = { messagesAdded: 6_000_000_000, rateLimitWaitMs: 8_000_000_000 };
    expect(await runs.find(id)).toMatchObject({ counters });
  }),

  storeCheck('runs: a stale fence is lost and writes nothing', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const stale = await claimRun(runLeases, id);
    await claimRun(runLeases, id, at(2));
    const before = await runs.find(id);
    expect(await runLeases.heartbeat(stale, sampleProgress(), at(10))).toBe('lost');
    expect(await runs.find(id)).toEqual(before);
  }),

  storeCheck('runs: a heartbeat is lost when one before it is not there', async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id);
    expect(await runLeases.heartbeat(lease, sampleProgress(), at(10))).toBe('ok');
    const before = await runs.find(id);
    const forgotten = { ...sampleProgress(), knownStoredAt: at(11) };
    expect(await runLeases.heartbeat(lease, forgotten, at(12))).toBe('lost');
    expect(await runs.find(id)).toEqual(before);
    const known = { ...sampleProgress(), knownStoredAt: at(10) };
    expect(await runLeases.heartbeat(lease, known, at(12))).toBe('ok');
  }),

  storeCheck('runs: heartbeats that overtake each other are not lost', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id);
    expect(await runLeases.heartbeat(lease, sampleProgress(), at(12))).toBe('ok');
    expect(await runLeases.heartbeat(lease, sampleProgress(), at(10))).toBe('ok');
    const known = { ...sampleProgress(), knownStoredAt: at(12) };
    expect(await runLeases.heartbeat(lease, known, at(13))).toBe('ok');
  }),

  storeCheck('runs: a heartbeat on a run that does not run is lost', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id);
    const wrong = { ...lease, tenantId: otherTenantId };
    expect(await runLeases.heartbeat(wrong, sampleProgress(), at(10))).toBe('lost');
    expect(await runLeases.handBack(lease)).toBe(true);
    expect(await runLeases.heartbeat(lease, sampleProgress(), at(11))).toBe('lost');
    await endRun(runLeases, id, at(12));
    const before = await runs.find(id);
    expect(await runLeases.heartbeat(lease, sampleProgress(), at(13))).toBe('lost');
    expect(await runs.find(id)).toEqual(before);
  }),

  storeCheck('runs: a cancel is heard with the next heartbeat', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id);
    const asked = await runs.requestCancel(tenantId, at(5));
    expect(asked).toEqual(
      expect.objectContaining({ id, status: 'running', cancelRequestedAt: at(5) }),
    );
    expect(await runLeases.heartbeat(lease, sampleProgress(), at(6))).toBe('cancel_requested');
    expect(await runs.find(id)).toEqual(
      expect.objectContaining({ ...sampleCounts(1), cancelRequestedAt: at(5) }),
    );
  }),

  storeCheck('runs: an earlier request to cancel keeps its time', async ({ repositories }) => {
    const { runs } = repositories;
    await runs.createUnlessActive(sampleRun());
    expect(await runs.requestCancel(tenantId, at(5))).toMatchObject({ status: 'queued' });
    expect(await runs.requestCancel(tenantId, at(9))).toEqual(
      expect.objectContaining({ cancelRequestedAt: at(5) }),
    );
  }),

  storeCheck('runs: without an active run there is nothing to cancel', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    expect(await runs.requestCancel(tenantId, at(5))).toBeNull();
    await runs.createUnlessActive(sampleRun());
    await endRun(runLeases, id, at(6));
    expect(await runs.requestCancel(tenantId, at(7))).toBeNull();
    expect(await runs.find(id)).toMatchObject({ cancelRequestedAt: null });
  }),

  storeCheck(
    'runs: a run that is handed back is queued and keeps its work',
    async ({ repositories }) => {
      const { runs, runLeases } = repositories;
      await runs.createUnlessActive(sampleRun());
      const lease = await claimRun(runLeases, id, at(1));
      await runLeases.heartbeat(lease, sampleProgress(), at(2));
      expect(await runLeases.handBack(lease)).toBe(true);
      expect(await runs.find(id)).toEqual(
        expect.objectContaining({
          ...sampleCounts(1),
          status: 'queued',
          startedAt: at(1),
          heartbeatAt: at(2),
        }),
      );
      const again = await runLeases.claim(id, at(3));
      expect(again).toEqual(expect.objectContaining({ ...sampleCounts(1), startedAt: at(1) }));
      expect(again?.fence).toBeGreaterThan(lease.fence);
    },
  ),

  storeCheck('runs: a stale lease neither hands back nor finishes', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const stale = await claimRun(runLeases, id);
    const lease = await claimRun(runLeases, id, at(2));
    const before = await runs.find(id);
    expect(await runLeases.handBack(stale)).toBe(false);
    expect(await runLeases.finish(stale, ending)).toBe(false);
    expect(await runs.find(id)).toEqual(before);
    expect(await runLeases.finish(lease, ending)).toBe(true);
    const finished = await runs.find(id);
    expect(await runLeases.handBack(lease)).toBe(false);
    expect(await runLeases.finish(lease, { ...ending, status: 'failed', at: at(99) })).toBe(false);
    expect(await runs.find(id)).toEqual(finished);
  }),

  storeCheck('runs: finish notes the end and its reason', async ({ repositories }) => {
    const { runs, runLeases, figures } = repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, id, at(1));
    const error = { code: 'unauthorized', message: 'The token is refused.' };
    expect(await runLeases.finish(lease, { status: 'failed', error, at: at(90) })).toBe(true);
    const run = await runs.find(id);
    expect(run).toEqual(
      expect.objectContaining({ status: 'failed', error, startedAt: at(1), finishedAt: at(90) }),
    );
    expect(await figures.lastFinishedRuns([tenantId])).toMatchObject([{ id }]);
    expect(await runs.findActive(tenantId)).toBeNull();
  }),
];

/** What a run shows after so many sample heartbeats. */
function sampleCounts(beats: number) {
  const { channels, added } = sampleProgress();
  const counters = Object.fromEntries(
    Object.entries(added).map(([name, figure]) => [name, figure * beats]),
  );
  return { channels, counters };
}

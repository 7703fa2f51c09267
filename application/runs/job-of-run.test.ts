import { beforeEach, expect, test } from 'bun:test';
import type { SyncRun } from '@annals/domain';
import { PlatformError } from '../ports/platform-error.ts';
import { StoreUnavailableError } from '../ports/unit-of-work.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

let annals: AnnalsOnFakes;

beforeEach(() => {
  annals = new AnnalsOnFakes();
  const channelId = annals.platform.addChannel();
  for (let count = 0; count < 43; count += 1) annals.platform.post(channelId);
});

async function takeOver(run: SyncRun): Promise<void> {
  await annals.store.repositories.runLeases.claim(run.id, annals.clock.now());
}

/** Does it once, with the nth page of messages. */
function onPage(nth: number, act: () => Promise<void>): void {
  annals.platform.traffic.beforeAnswer = async () => {
    if (annals.platform.callCount('listMessages') !== nth) return;
    annals.platform.traffic.beforeAnswer = null;
    await act();
  };
}

test('the job of a run that failed has failed; that of one that ended otherwise is done', async () => {
  annals.platform.failWith({ method: 'listChannels', code: 'unauthorized' });
  expect((await annals.sync()).status).toBe('failed');
  expect((await annals.sync()).status).toBe('succeeded');
  expect(annals.outcomes).toEqual(['failed', 'done']);
});

test('a job whose run is over is done, and nothing is asked', async () => {
  const run = await annals.sync();
  const calls = annals.platform.callCount();
  await annals.deliver(run);
  expect(annals.outcomes).toEqual(['done', 'done']);
  expect(annals.platform.callCount()).toBe(calls);
});

test('a run that another worker took is left to it, and the log says so', async () => {
  const run = await annals.register();
  onPage(4, () => takeOver(run));
  expect((await annals.deliver(run)).status).toBe('running');
  expect(annals.outcomes).toEqual(['done']);
  expect(annals.logger.fieldsOf('run.lost')).toHaveLength(1);
});

test('so it is by one that has nothing to store: its next heartbeat hears of it', async () => {
  const run = await annals.register();
  onPage(4, async () => {
    await takeOver(run);
    await annals.clock.advance(2_000);
  });
  expect((await annals.deliver(run)).status).toBe('running');
  expect(annals.platform.callCount('listMessages')).toBe(4);
  expect(annals.outcomes).toEqual(['done']);
});

test('so it is by a worker that stops at the same time: the job is not handed back', async () => {
  const run = await annals.register();
  const stopping = new AbortController();
  onPage(4, async () => {
    stopping.abort();
    await takeOver(run);
  });
  expect((await annals.deliver(run, { stopping: stopping.signal })).status).toBe('running');
  expect(annals.outcomes).toEqual(['done']);
});

test('so it is by one that was about to close it', async () => {
  const run = await annals.register();
  let taken: Promise<void> | null = null;
  annals.store.beforeCall = async (call) => {
    // The last question of a run: what it stores behind it is its end.
    if (call === 'pendingReactions.channels') taken ??= takeOver(run);
  };
  expect((await annals.deliver(run)).status).toBe('running');
  await taken;
  expect(annals.outcomes).toEqual(['done']);
  expect(annals.logger.fieldsOf('run.lost')).toHaveLength(1);
});

test('so it is by one that was about to close it as failed', async () => {
  const run = await annals.register();
  onPage(4, async () => {
    await takeOver(run);
    throw new PlatformError('unauthorized', 'The token is refused.');
  });
  expect((await annals.deliver(run)).status).toBe('running');
  expect(annals.outcomes).toEqual(['done']);
  expect(annals.logger.fieldsOf('run.lost')).toHaveLength(1);
});

test('a run that was cancelled before its worker took it over asks for nothing', async () => {
  const run = await annals.register();
  await takeOver(run);
  await annals.store.repositories.runs.requestCancel(annals.tenant.id, annals.clock.now());
  expect((await annals.deliver(run)).status).toBe('cancelled');
  expect(annals.platform.callCount()).toBe(0);
});

test('an attempt fails with what broke it, whether or not its run can be handed back', async () => {
  const run = await annals.register();
  const broken = new StoreUnavailableError('The disk of the database is full.');
  annals.store.beforeCall = async (call) => {
    if (call === 'progress.advance') throw broken;
    if (call === 'runLeases.handBack') throw new StoreUnavailableError('It is gone.');
  };
  expect(await annals.deliver(run).catch((error: unknown) => error)).toBe(broken);
  expect(annals.logger.fieldsOf('run.hand_back_failed')).toMatchObject([
    { code: 'store_unavailable' },
  ]);
});

test('a run that could read a part of its channels counts as a sync, and one that failed does not', async () => {
  const syncedAt = async () =>
    (await annals.store.repositories.tenants.find(annals.tenant.id))?.lastSyncedAt ?? null;
  annals.platform.failWith({ method: 'listChannels', code: 'unauthorized' });
  await annals.sync();
  expect(await syncedAt()).toBeNull();
  annals.platform.failWith({ method: 'listMessages', code: 'forbidden' });
  expect((await annals.sync()).status).toBe('partial');
  expect(await syncedAt()).toEqual(annals.clock.now());
});

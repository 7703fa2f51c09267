import { beforeEach, describe, expect, test } from 'bun:test';
import type { ChannelId, SyncRun } from '@annals/domain';
import fc from 'fast-check';
import { type PlatformMethod, scriptedPerson } from '../fakes/index.ts';
import type { SyncDelivery } from '../ports/sync-queue.ts';
import { progressOf } from './read-status.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const MESSAGES_A_PAGE = 5;
const HOUR_MS = 3_600_000;

let annals: AnnalsOnFakes;

/** What a run told on the way of one request. */
interface Told {
  readonly method: PlatformMethod;
  readonly atMs: number;
  readonly percent: number;
  readonly messagesPerSecond: number | null;
  /** How long it said that it would take, and how long it took; milliseconds. */
  readonly saidMs: number | null;
  readonly trueMs: number;
}

/** Lets each request take so many milliseconds; all that the run told at them. */
async function follow(
  run: SyncRun,
  msOf: Partial<Record<PlatformMethod, number>>,
  delivery: Partial<SyncDelivery> = {},
): Promise<readonly Told[]> {
  const told: Omit<Told, 'trueMs'>[] = [];
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    await annals.clock.advance(msOf[method] ?? 0);
    const now = annals.clock.now();
    const progress = progressOf(await annals.reload(run), now);
    const { percent, messagesPerSecond, etaSeconds } = progress;
    const saidMs = etaSeconds === null ? null : etaSeconds * 1_000;
    told.push({ method, atMs: now.getTime(), percent, messagesPerSecond, saidMs });
  };
  await annals.deliver(run, delivery);
  annals.platform.traffic.beforeAnswer = null;
  const endMs = annals.clock.now().getTime();
  return told.map((one) => ({ ...one, trueMs: endMs - one.atMs }));
}

/** Messages a minute apart, the last of them just now; `reacted` have a reaction, from the first on each `step`-th. */
function fill(channelId: ChannelId, count: number, reacted = 0, step = 1): void {
  const { clock, platform } = annals;
  for (let index = 0; index < count; index += 1) {
    const at = new Date(clock.now().getTime() - (count - index) * 60_000);
    const messageId = platform.post(channelId, { at });
    if (index % step === 0 && index < reacted * step)
      platform.react(channelId, messageId, '👍', scriptedPerson(1));
  }
}

function asking(told: readonly Told[]): readonly Told[] {
  return told.filter(({ method }) => method === 'listReactionUsers');
}

/** Whether it was told, and off by no more than a quarter and what changes between two heartbeats. */
function expectNear({ saidMs, trueMs }: Told): void {
  expect(saidMs).not.toBeNull();
  expect(Math.abs((saidMs ?? 0) - trueMs)).toBeLessThanOrEqual(trueMs / 4 + 15_000);
}

describe('the time left of a run that reads who reacted', () => {
  beforeEach(() => {
    annals = new AnnalsOnFakes({}, MESSAGES_A_PAGE);
    fill(annals.platform.addChannel(), 150, 50);
    fill(annals.platform.addChannel(), 150, 50);
  });

  const pace = { listMessages: 1_000, listReactionUsers: 10_000 };

  test('counts no emoji on messages that are stored already', async () => {
    await annals.sync();
    const told = await follow(await annals.trigger('full'), pace);
    expect(asking(told)).toEqual([]);
    for (const one of told.slice(40)) expectNear(one);
  });

  test('is that of the questions still to come, however long messages took', async () => {
    const told = asking(await follow(await annals.register(), pace));
    expect(told).toHaveLength(100);
    for (const one of told.slice(20)) expectNear(one);
  });

  test('has the questions in it that the messages to come will bring', async () => {
    annals = new AnnalsOnFakes({}, MESSAGES_A_PAGE);
    for (let count = 0; count < 4; count += 1) fill(annals.platform.addChannel(), 100, 25, 4);
    const told = await follow(await annals.register(), { ...pace, listReactionUsers: 1_000 });
    expect(told.length).toBeGreaterThan(180);
    for (const one of told.slice(40, -5)) expectNear(one);
  });

  test('does not count the time in which no worker had it', async () => {
    const run = await annals.register();
    const stopping = new AbortController();
    const { beforeCall } = annals.store;
    annals.store.beforeCall = async (call) => {
      if (call === 'reactions.replace') stopping.abort();
    };
    const first = asking(await follow(run, pace, { stopping: stopping.signal }));
    annals.store.beforeCall = beforeCall;
    const left = progressOf(await annals.reload(run), annals.clock.now());
    expect(left.etaSeconds).toBeNull();
    await annals.clock.advance(10 * HOUR_MS);
    const second = asking(await follow(run, pace));
    expect(first.length + second.length).toBe(100);
    for (const one of second.slice(20)) expectNear(one);
    // What the second worker has to do begins where the first one stopped, and not near the end.
    const percents = second.map(({ percent }) => percent);
    expect(percents.at(0)).toBeCloseTo(left.percent, 0);
    expect(percents.at(second.length / 2)).toBeLessThan(98);
  });
});

test('the time left is not told of a run that was asked to stop, nor once it is over', async () => {
  annals = new AnnalsOnFakes();
  const { id, tenantId } = await annals.register();
  const { clock, store } = annals;
  const { runs, runLeases } = store.repositories;
  const run = await runLeases.claim(id, clock.now());
  if (run === null) throw new Error('Nobody has it yet.');
  const expectedEndAt = new Date(clock.now().getTime() + HOUR_MS);
  const leftOf = (of: SyncRun) => progressOf(of, clock.now()).etaSeconds;
  expect(leftOf({ ...run, expectedEndAt })).toBe(3_600);
  const asked = await runs.requestCancel(tenantId, clock.now());
  expect(asked?.status === 'running' && leftOf({ ...asked, expectedEndAt })).toBeNull();
  await clock.advance(HOUR_MS);
  expect(leftOf({ ...run, expectedEndAt })).toBeNull();
});

test('a message that fails is no longer to be asked about, either', async () => {
  annals = new AnnalsOnFakes({}, MESSAGES_A_PAGE);
  fill(annals.platform.addChannel(), 20, 20);
  const run = await annals.register();
  annals.platform.failWith({ method: 'listReactionUsers', code: 'unavailable', times: 4 });
  expect(await annals.deliver(run)).toMatchObject({ status: 'partial', percent: 100 });
});

test('messages a second are told while messages are read', async () => {
  annals = new AnnalsOnFakes({}, MESSAGES_A_PAGE);
  fill(annals.platform.addChannel(), 100, 20);
  const pace = { listMessages: 1_000, listReactionUsers: 10_000 };
  const told = await follow(await annals.register(), pace);
  const reading = told.filter(({ method }) => method === 'listMessages');
  expect(reading.at(-2)?.messagesPerSecond).toBeWithin(4, 6);
  const rates = asking(told).map(({ messagesPerSecond }) => messagesPerSecond);
  expect(rates).toEqual(rates.map(() => null));
});

describe('the time left of a run that reads messages alone', () => {
  beforeEach(() => {
    annals = new AnnalsOnFakes({ readReactionUsers: false }, MESSAGES_A_PAGE);
  });

  test('is that of the long channel that is read after many short ones', async () => {
    for (let count = 0; count < 60; count += 1) fill(annals.platform.addChannel(), 5);
    fill(annals.platform.addChannel(), 1_500);
    const told = await follow(await annals.register(), { listMessages: 2_000 });
    expect(told.length).toBeGreaterThan(300);
    for (const one of told.slice(-200, -10)) expectNear(one);
  });

  test('comes true while the last channel is read, however long those before it were', async () => {
    const others = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 });
    const last = fc.integer({ min: 50, max: 400 });
    const pageMs = fc.integer({ min: 500, max: 20_000 });
    await fc.assert(
      fc.asyncProperty(others, last, pageMs, async (before, count, listMessages) => {
        annals = new AnnalsOnFakes({ readReactionUsers: false }, MESSAGES_A_PAGE);
        for (const other of before) fill(annals.platform.addChannel(), other);
        fill(annals.platform.addChannel(), count);
        const told = await follow(await annals.register(), { listMessages });
        const percents = told.map(({ percent }) => percent);
        expect(percents).toEqual(percents.toSorted((a, b) => a - b));
        // What is told is two batches old, of two pages each.
        const slackMs = 4 * listMessages + 2_000;
        for (const { saidMs, trueMs } of told.slice(-count / MESSAGES_A_PAGE / 2)) {
          expect(Math.abs((saidMs ?? 0) - trueMs)).toBeLessThanOrEqual(trueMs / 3 + slackMs);
        }
      }),
      { numRuns: 25 },
    );
  });
});

import { beforeEach, describe, expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import { scriptedPerson } from '../fakes/index.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const CHANNELS = 6;
const MESSAGES_A_CHANNEL = 3;

/** Somebody reacted to every message of every channel. */
function populated(channelConcurrency: number): { annals: AnnalsOnFakes; channels: ChannelId[] } {
  const annals = new AnnalsOnFakes({ channelConcurrency });
  const { platform } = annals;
  const channels = Array.from({ length: CHANNELS }, () => platform.addChannel());
  for (const channelId of channels) {
    for (let count = 0; count < MESSAGES_A_CHANNEL; count += 1) {
      platform.react(channelId, platform.post(channelId), '👍', scriptedPerson(count));
    }
  }
  return { annals, channels };
}

/** For each question who reacted, in how many channels one was under way then. */
function watchQuestions({ platform }: AnnalsOnFakes): number[] {
  const underWay: (ChannelId | null)[] = [];
  const seen: number[] = [];
  platform.traffic.beforeAnswer = async ({ method, channelId }) => {
    if (method !== 'listReactionUsers') return;
    underWay.push(channelId);
    seen.push(new Set(underWay).size);
    // A turn of the event loop: whoever else would ask, has asked.
    await new Promise(setImmediate);
    underWay.splice(underWay.indexOf(channelId), 1);
    expect(underWay).not.toContain(channelId);
  };
  return seen;
}

describe.each([[1], [4]])('who reacted, with %d channels at once', (channelConcurrency) => {
  test('is asked in so many channels, one message after the other in each', async () => {
    const { annals } = populated(channelConcurrency);
    const underWay = watchQuestions(annals);
    expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
    expect(underWay).toHaveLength(CHANNELS * MESSAGES_A_CHANNEL);
    expect(Math.max(...underWay)).toBe(channelConcurrency);
    const { reactions } = annals.store.snapshot(annals.tenant.id);
    expect(reactions).toHaveLength(CHANNELS * MESSAGES_A_CHANNEL);
  });

  test('is asked once every message is stored', async () => {
    const { annals } = populated(channelConcurrency);
    const stored: number[] = [];
    annals.platform.traffic.beforeAnswer = ({ method }) => {
      if (method !== 'listReactionUsers') return;
      stored.push(annals.store.snapshot(annals.tenant.id).messages.length);
    };
    await annals.sync();
    expect(new Set(stored)).toEqual(new Set([CHANNELS * MESSAGES_A_CHANNEL]));
  });

  test('is left to the next run where a limit ends this one, and asked again only where it was under way', async () => {
    const { annals, channels } = populated(channelConcurrency);
    const { platform } = annals;
    const [channelId] = channels.toSorted().slice(2) as [ChannelId];
    platform.failWith({ method: 'listReactionUsers', channelId, code: 'rate_limited' });
    expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
    const other = channels.toSorted().at(3);
    // Who is beside it asks no second question once it is refused.
    expect(platform.callCount('listReactionUsers', other)).toBe(channelConcurrency > 1 ? 1 : 0);
    expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
    const questions = platform.callCount('listReactionUsers');
    expect(questions).toBeGreaterThan(CHANNELS * MESSAGES_A_CHANNEL);
    expect(questions).toBeLessThanOrEqual(CHANNELS * MESSAGES_A_CHANNEL + channelConcurrency);
    const { reactions } = annals.store.snapshot(annals.tenant.id);
    expect(reactions).toHaveLength(CHANNELS * MESSAGES_A_CHANNEL);
  });
});

describe('in a channel of nine messages', () => {
  const TRIES = 4;
  let annals: AnnalsOnFakes;
  beforeEach(() => {
    annals = new AnnalsOnFakes();
    const channelId = annals.platform.addChannel();
    for (let count = 0; count < 9; count += 1) {
      const message = annals.platform.post(channelId);
      annals.platform.react(channelId, message, '👍', scriptedPerson(1));
    }
  });

  test('one that cannot be asked about keeps no other from being', async () => {
    const code = 'unavailable';
    annals.platform.failWith({ method: 'listReactionUsers', code, times: TRIES });
    expect(await annals.sync()).toMatchObject({ status: 'partial' });
    const { errors, reactions } = annals.store.snapshot(annals.tenant.id);
    expect(reactions).toHaveLength(8);
    const message =
      'Its reaction users could not be read. The script says unavailable to listReactionUsers.';
    expect(errors).toMatchObject([{ code, message }]);
  });

  test('nor do several that follow on each other no more than twice', async () => {
    let questions = 0;
    annals.platform.traffic.beforeAnswer = ({ method }) => {
      if (method !== 'listReactionUsers') return;
      const isOfTwo = questions % (2 * TRIES + 1) < 2 * TRIES;
      questions += 1;
      if (isOfTwo) annals.platform.failWith({ method, code: 'unavailable' });
    };
    expect(await annals.sync()).toMatchObject({ status: 'partial' });
    expect(annals.store.snapshot(annals.tenant.id).reactions).toHaveLength(3);
  });

  test.each([
    ['unavailable', 3 * TRIES],
    ['forbidden', 1],
  ] as const)('the rest is left to the next run when all are %s', async (code, questions) => {
    const times = Number.POSITIVE_INFINITY;
    annals.platform.failWith({ method: 'listReactionUsers', code, times });
    expect(await annals.sync()).toMatchObject({ status: 'partial' });
    expect(annals.platform.callCount('listReactionUsers')).toBe(questions);
  });
});

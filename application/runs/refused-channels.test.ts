import { expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import { PlatformError } from '../ports/platform-error.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

/** After which a platform asks no more in one run. */
const MOST_REFUSALS = 100;
const CHANNELS = 180;

/** Every channel has news before each run, and most of them refuse to tell. */
class MostlyClosed {
  readonly annals: AnnalsOnFakes = new AnnalsOnFakes();
  readonly #channels: readonly ChannelId[];
  readonly #open: ReadonlySet<ChannelId>;
  #refusals = 0;

  constructor() {
    const { platform } = this.annals;
    this.#channels = Array.from({ length: CHANNELS }, () => platform.addChannel());
    this.#open = new Set(this.#channels.filter((_, index) => index % 30 === 29));
    platform.traffic.beforeAnswer = ({ method, channelId }) => {
      if (method !== 'listMessages' || channelId === null || this.#open.has(channelId)) return;
      this.#refuse();
    };
  }

  async sync(): Promise<string> {
    this.#refusals = 0;
    for (const channelId of this.#channels) this.annals.platform.post(channelId);
    return (await this.annals.sync()).status;
  }

  /** Of the open channels, each. */
  messagesStored(): number[] {
    const { messages } = this.annals.store.snapshot(this.annals.tenant.id);
    return [...this.#open].map((id) => messages.filter(({ channelId }) => channelId === id).length);
  }

  #refuse(): never {
    if (this.#refusals === MOST_REFUSALS) {
      throw new PlatformError('rate_limited', 'Refused too often.', null);
    }
    this.#refusals += 1;
    throw new PlatformError('forbidden', 'Not for you.', null);
  }
}

test('channels that are always refused keep nobody else from being read', async () => {
  const community = new MostlyClosed();
  expect(await community.sync()).toBe('rate_limited');
  for (const run of [2, 3, 4]) {
    expect(await community.sync()).toBe('rate_limited');
    expect(community.messagesStored()).toEqual(new Array(6).fill(run));
  }
});

test('a channel that fails is tried once in a run', async () => {
  const annals = new AnnalsOnFakes();
  const channelId = annals.platform.addChannel();
  annals.platform.post(channelId);
  const times = Number.POSITIVE_INFINITY;
  annals.platform.failWith({ method: 'listMessages', channelId, code: 'unavailable', times });
  expect((await annals.sync()).channels).toMatchObject({ failed: 1 });
  expect(annals.platform.callCount('listMessages', channelId)).toBe(4);
});

test('an archived thread that is refused is asked again: no listing shows it any more', async () => {
  const annals = new AnnalsOnFakes();
  const { platform, clock } = annals;
  const parentId = platform.addChannel();
  for (let count = 0; count < 30; count += 1) {
    const thread = platform.addThread(parentId);
    platform.post(thread);
    platform.archiveThread(thread);
  }
  let questions = 0;
  platform.traffic.beforeAnswer = ({ method }) => {
    if (method !== 'listMessages') return;
    questions += 1;
    if (questions === 10) platform.hideChannel(parentId);
  };
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  platform.traffic.beforeAnswer = null;
  platform.showChannel(parentId);
  await clock.advance(3_600_000);
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(annals.store.snapshot(annals.tenant.id).messages).toHaveLength(30);
});

/** Archived threads of a first channel, and one of a second, with a message each. */
function withArchivedThreads(annals: AnnalsOnFakes, count: number) {
  const { platform } = annals;
  const [shut, open] = [platform.addChannel(), platform.addChannel()];
  const parents = [...Array<ChannelId>(count).fill(shut), open];
  const threads = parents.map((parentId) => platform.addThread(parentId));
  for (const thread of threads) {
    platform.post(thread);
    platform.archiveThread(thread);
  }
  return { shut: new Set(threads.slice(0, count)), open: threads.at(-1) as ChannelId };
}

test('a channel that shuts the bot out while it is read costs few refusals, however many threads it has', async () => {
  const annals = new AnnalsOnFakes();
  const { platform } = annals;
  const { shut, open } = withArchivedThreads(annals, 40);
  let refusals = 0;
  platform.traffic.beforeAnswer = ({ method, channelId }) => {
    if (method !== 'listMessages' || channelId === null || !shut.has(channelId)) return;
    refusals += 1;
    throw new PlatformError('forbidden', 'Missing Access');
  };
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'partial', channels: { done: 3, failed: 40 } });
  expect(refusals).toBe(3);
  const { messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages.map(({ channelId }) => channelId)).toEqual([open]);
  platform.traffic.beforeAnswer = null;
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(annals.store.snapshot(annals.tenant.id).messages).toHaveLength(41);
});

test('single threads that are refused among others keep none of them from being read', async () => {
  const annals = new AnnalsOnFakes();
  const { platform } = annals;
  const { shut } = withArchivedThreads(annals, 40);
  const refused = new Set([...shut].filter((_, index) => index % 3 !== 0));
  platform.traffic.beforeAnswer = ({ method, channelId }) => {
    if (method !== 'listMessages' || channelId === null || !refused.has(channelId)) return;
    throw new PlatformError('forbidden', 'Not this one.');
  };
  await annals.sync();
  const { messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages).toHaveLength(41 - refused.size);
});

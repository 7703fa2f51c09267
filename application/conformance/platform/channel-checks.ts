import { expect } from 'bun:test';
import { holdsMessages, platformChannelSchema } from '@annals/domain';
import type { PlatformCheck } from './platform-check.ts';
import type { PlatformWorld } from './platform-harness.ts';
import { codeOf, onStage } from './stage.ts';
import { keys, oneChannel, plainMessages, smallWorld, threadsOf } from './worlds.ts';

const MANY_CHANNELS = 205;
const MANY_THREADS = 205;

const mixedWorld: PlatformWorld = {
  channels: [
    ...oneChannel(plainMessages(3)).channels,
    { key: 'news', type: 'announcement', name: 'news', public: true, messages: [] },
    { key: 'help', type: 'forum', name: 'help', public: true, messages: [] },
    { key: 'staff', type: 'text', name: 'staff', public: false, messages: [] },
  ],
  threads: [
    ...threadsOf(['open', 'open-too'], false),
    { key: 'post', parent: 'help', archived: false, messages: [] },
  ],
};

/** More than one answer of most platforms holds. */
const manyWorld: PlatformWorld = {
  channels: [
    ...oneChannel([]).channels,
    ...keys('room', MANY_CHANNELS).map((key) => ({
      ...({ key, name: key, type: 'text', public: true, messages: [] } as const),
    })),
  ],
  threads: threadsOf(keys('open', MANY_THREADS), false),
};

export const channelChecks: readonly PlatformCheck[] = [
  {
    name: 'listChannels: lists every public channel, and no thread',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const listed = await stage.adapter.listChannels(stage.served.communityId, stage.call());
        const seen = new Map(listed.map((channel) => [channel.id, channel]));
        expect(seen.size).toBe(listed.length);
        for (const channel of listed) {
          expect(platformChannelSchema.safeParse(channel).error).toBeUndefined();
        }
        for (const { key, name } of mixedWorld.channels.filter((each) => each.public)) {
          expect(seen.get(stage.channel(key))).toMatchObject({ name });
        }
        for (const { key } of mixedWorld.threads) {
          expect(seen.has(stage.channel(key))).toBe(false);
        }
      }),
  },
  {
    name: 'listChannels: tells announcements and forums from texts',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const listed = await stage.adapter.listChannels(stage.served.communityId, stage.call());
        const typeOf = new Map(listed.map(({ id, type }) => [id, type]));
        for (const { key, type } of mixedWorld.channels.filter((each) => each.public)) {
          expect(typeOf.get(stage.channel(key))).toBe(type);
        }
      }),
  },
  {
    name: 'listChannels: a channel that is not public is absent',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const listed = await stage.adapter.listChannels(stage.served.communityId, stage.call());
        expect(listed.map(({ id }) => id)).not.toContain(stage.channel('staff'));
        expect(listed.map(({ name }) => name)).not.toContain('staff');
      }),
  },
  {
    name: 'listings: a channel or thread with messages names one no older than its newest',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const { communityId } = stage.served;
        const listed = [
          ...(await stage.adapter.listChannels(communityId, stage.call())),
          ...(await stage.adapter.listActiveThreads(communityId, stage.call())),
        ];
        const newest = (key: string) =>
          listed.find(({ id }) => id === stage.channel(key))?.newestMessageId ?? null;
        const { compare } = stage.adapter.messageIdOrder;
        for (const [channel, message] of [
          ['general', 'm-2'],
          ['open', 'open-first'],
        ] as const) {
          const named = newest(channel);
          if (named === null)
            throw new Error(`${channel} has messages and names none as its newest`);
          expect(compare(named, stage.message(message))).toBeGreaterThanOrEqual(0);
        }
        for (const { newestMessageId } of listed.filter(({ type }) => !holdsMessages(type))) {
          expect(newestMessageId).toBeNull();
        }
      }),
  },
  {
    name: 'listings: every channel and every open thread is listed once, however many there are',
    run: (harness) =>
      onStage(harness, manyWorld, async (stage) => {
        const { communityId } = stage.served;
        const idsOf = (all: readonly { readonly key: string }[]) =>
          all.map(({ key }) => stage.channel(key)).sort();
        const channels = await stage.adapter.listChannels(communityId, stage.call());
        expect(channels.map(({ id }) => id).sort()).toEqual(idsOf(manyWorld.channels));
        const threads = await stage.adapter.listActiveThreads(communityId, stage.call());
        expect(threads.map(({ id }) => id).sort()).toEqual(idsOf(manyWorld.threads));
      }),
  },
  {
    name: 'listings: a community that is not there is refused, and is no empty or other one',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const { absentCommunityId } = stage.served;
        const channels = stage.adapter.listChannels(absentCommunityId, stage.call());
        expect(await codeOf(channels)).toBeOneOf(['gone', 'forbidden']);
        const threads = stage.adapter.listActiveThreads(absentCommunityId, stage.call());
        expect(await codeOf(threads)).toBeOneOf(['gone', 'forbidden']);
      }),
  },
  {
    name: 'listActiveThreads: lists the open threads with their parents, and no archived one',
    run: (harness) => {
      // Where threads are never archived, none can be missing from the open ones.
      const closed = harness.offers.includes('archivedThreads') ? ['closed'] : [];
      const threads = [...mixedWorld.threads, ...threadsOf(closed, true)];
      return onStage(harness, { ...mixedWorld, threads }, async (stage) => {
        const listed = await stage.adapter.listActiveThreads(
          stage.served.communityId,
          stage.call(),
        );
        const found = listed.map(({ id, parentId, type }) => ({ id, parentId, type }));
        const expected = mixedWorld.threads.map(({ key, parent }) => ({
          id: stage.channel(key),
          parentId: stage.channel(parent),
          type: 'thread' as const,
        }));
        expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          expected.sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
      });
    },
  },
  {
    name: 'listMessages: reads threads, open and archived',
    run: (harness) =>
      onStage(harness, smallWorld, async (stage) => {
        for (const key of stage.offers('archivedThreads') ? ['open', 'closed'] : ['open']) {
          const [first] = (await stage.read(key)).filter(({ type }) => type === 'default');
          expect(first?.id).toBe(stage.message(`${key}-first`));
          expect(first?.channelId).toBe(stage.channel(key));
        }
      }),
  },
  {
    name: 'listArchivedThreads: lists every archived thread once, the latest first, over many pages',
    needs: ['archivedThreads'],
    run: (harness) => {
      const archived = keys('closed', MANY_THREADS);
      const threads = [...threadsOf(archived, true), ...threadsOf(['open'], false)];
      return onStage(harness, oneChannel([], threads), async (stage) => {
        const { ids } = await stage.listArchived('general');
        expect(ids).toEqual(archived.map((key) => stage.channel(key)).reverse());
      });
    },
  },
  {
    name: 'listArchivedThreads: a channel without archived threads has no bookmark',
    needs: ['archivedThreads'],
    run: (harness) =>
      onStage(harness, oneChannel([], threadsOf(['open'], false)), async (stage) => {
        expect(await stage.listArchived('general')).toEqual({ ids: [], bookmark: null });
      }),
  },
  {
    name: 'listArchivedThreads: the bookmark spares what was listed before, and only that',
    needs: ['archivedThreads'],
    run: (harness) => {
      const archived = keys('closed', MANY_THREADS);
      const threads = [...threadsOf(archived, true), ...threadsOf(['open'], false)];
      return onStage(harness, oneChannel([], threads), async (stage) => {
        const { bookmark } = await stage.listArchived('general');
        expect(bookmark).not.toBeNull();
        const again = await stage.listArchived('general', bookmark);
        expect(again.ids.length).toBeLessThan(archived.length / 2);
        const { archiveThread } = stage.served;
        if (archiveThread === undefined) throw new Error('The harness lacks archiveThread');
        await archiveThread.call(stage.served, 'open');
        const later = await stage.listArchived('general', bookmark);
        expect(later.ids[0]).toBe(stage.channel('open'));
        expect(later.ids.length).toBeLessThan(archived.length / 2);
      });
    },
  },
  {
    name: 'listings: the same question twice has the same answer',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const { communityId } = stage.served;
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        const channels = async () =>
          [...(await stage.adapter.listChannels(communityId, stage.call()))].sort(byId);
        const threads = async () =>
          [...(await stage.adapter.listActiveThreads(communityId, stage.call()))].sort(byId);
        expect(await channels()).toEqual(await channels());
        expect(await threads()).toEqual(await threads());
      }),
  },
];

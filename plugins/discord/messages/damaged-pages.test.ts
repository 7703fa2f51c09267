import { describe, expect, test } from 'bun:test';
import { PlatformError } from '@annals/application';
import type { ChannelId, MessageId, PlatformUserId } from '@annals/domain';
import { type FaultAnswer, SimulatedGuild } from '../simulator/index.ts';
import { someCall as call, serveGuild } from '../testing/served-guild.ts';

const REACTIONS = 'GET /channels/{channel}/messages/{message}/reactions/{emoji}';

/** A channel with a message, to which 150 people have reacted, and with 120 archived threads. */
async function newTown() {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  const channelId = guild.addChannel({ name: 'general' }) as ChannelId;
  const messageId = guild.post(channelId, { authorId: guild.ownerId, content: 'hello' });
  const emoji = { id: null, name: '👍' };
  const people = Array.from({ length: 150 }, (_, count) => guild.addUser(`person-${count}`));
  guild.react(channelId, messageId, emoji, people);
  for (let count = 0; count < 120; count += 1) {
    const thread = guild.openThread({
      parentId: channelId,
      name: 'A thread',
      ownerId: guild.ownerId,
    });
    guild.archiveThread(thread);
    guild.advance(1_000);
  }
  const served = await serveGuild(guild);
  return { ...served, guild, channelId, messageId: messageId as MessageId };
}

describe('a message without an author', () => {
  const authorsAfter = async (times: number) => {
    await using town = await newTown();
    const { adapter, simulator, channelId, guild } = town;
    simulator.fail({ answer: 'noAuthor', times });
    const page = await adapter.listMessages(channelId, { after: null, limit: 100 }, call);
    return { authors: page.messages.map(({ authorId }) => authorId), ownerId: guild.ownerId };
  };

  test('is asked for once more', async () => {
    const { authors, ownerId } = await authorsAfter(1);
    expect(authors).toEqual([ownerId as PlatformUserId]);
  });

  test('is nobody’s when it comes so twice', async () => {
    expect((await authorsAfter(2)).authors).toEqual([null]);
  });
});

describe('a page that comes in place of the next one', () => {
  const expectUnavailable = (answer: Promise<unknown>) =>
    expect(answer.catch((error: unknown) => error)).resolves.toMatchObject({
      name: PlatformError.name,
      code: 'unavailable',
    });
  const answer: FaultAnswer = 'repeatedPage';

  test('of archived threads is not followed', async () => {
    await using town = await newTown();
    const { adapter, simulator, channelId } = town;
    const list = (page: string | null) =>
      adapter.archivedThreads.listArchivedThreads(channelId, { page, listedUntil: null }, call);
    const first = await list(null);
    expect(first.nextPage).not.toBeNull();
    simulator.fail({ answer, times: 1 });
    await expectUnavailable(list(first.nextPage));
    expect((await list(first.nextPage)).threads).not.toEqual([]);
  });

  test('of people who reacted is not taken for the last', async () => {
    await using town = await newTown();
    const { adapter, simulator, channelId, messageId } = town;
    const emoji = { emojiType: 'standard', emojiValue: '👍' } as const;
    const list = (page: string | null) =>
      adapter.reactionUsers.listReactionUsers(
        { channelId, messageId, emoji, kind: 'normal', page },
        call,
      );
    const first = await list(null);
    simulator.fail({ template: REACTIONS, answer, times: 1 });
    await expectUnavailable(list(first.nextPage));
    expect((await list(first.nextPage)).userIds).toHaveLength(50);
  });
});

import { expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import { SimulatedGuild } from '../simulator/index.ts';
import { someCall as call, serveGuild } from '../testing/served-guild.ts';

test.each(['otherShape', 'notJson', 'emptyList'] as const)(
  'a message that is deleted is not taken for there where the answer is %s',
  async (answer) => {
    const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
    const channelId = guild.addChannel({ name: 'general' }) as ChannelId;
    const post = () =>
      guild.post(channelId, { authorId: guild.ownerId, content: 'Hello' }) as MessageId;
    const [there, deleted] = [post(), post()];
    guild.deleteMessage(channelId, deleted);
    await using served = await serveGuild(guild);
    const { messageLookup } = served.adapter;
    const template = 'GET /channels/{channel}/messages/{message}';
    served.simulator.fail({ template, times: 1, answer });
    const asked = messageLookup.hasMessage(channelId, deleted, call);
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
    expect(await messageLookup.hasMessage(channelId, deleted, call)).toBe(false);
    expect(await messageLookup.hasMessage(channelId, there, call)).toBe(true);
  },
);

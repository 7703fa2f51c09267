import { describe, expect, test } from 'bun:test';
import { ChannelType } from 'discord-api-types/v10';
import { SimulatedGuild } from '../guild.ts';
import { TestClient } from '../test-client.ts';

describe('a thread', () => {
  test('counts neither its starter nor what was deleted', async () => {
    const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
    const parentId = guild.addChannel({ name: 'forum', type: ChannelType.GuildForum });
    const ownerId = guild.addUser('ada');
    const starter = { authorId: ownerId, content: 'first' };
    const id = guild.openThread({ parentId, name: 'post', ownerId, starter });
    const [answer] = [
      guild.post(id, { authorId: guild.ownerId }),
      guild.post(id, { authorId: ownerId }),
    ];
    guild.deleteMessage(id, answer);
    await using client = await TestClient.of(guild);
    expect((await client.get(`/channels/${id}`)).body).toMatchObject({
      type: ChannelType.PublicThread,
      owner_id: ownerId,
      message_count: 1,
      total_message_sent: 2,
      member_count: 1,
      thread_metadata: { archived: false, locked: false, auto_archive_duration: 1440 },
    });
    expect(await client.ids(`/channels/${id}/messages?limit=1&after=0`)).toEqual([id]);
    expect((await client.get(`/channels/${parentId}`)).body).toHaveProperty('last_message_id', id);
  });

  test('of the first days of threads is not dated', async () => {
    const guild = new SimulatedGuild({ name: 'Old', startMs: Date.UTC(2021, 8, 1) });
    const parentId = guild.addChannel({ name: 'general' });
    const id = guild.openThread({ parentId, name: 'old', ownerId: guild.ownerId });
    for (let count = 0; count < 60; count += 1) guild.post(id, { authorId: guild.ownerId });
    await using client = await TestClient.of(guild);
    const { body } = await client.get<{ thread_metadata: object }>(`/channels/${id}`);
    expect(body).toMatchObject({ message_count: 50, total_message_sent: 50 });
    expect(body.thread_metadata).not.toHaveProperty('create_timestamp');
  });
});

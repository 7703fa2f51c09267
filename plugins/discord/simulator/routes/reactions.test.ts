import { describe, expect, test } from 'bun:test';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { SimulatedGuild } from '../guild.ts';
import type { SimulatedEmoji } from '../guild-contents.ts';
import { TestClient } from '../test-client.ts';

const THUMB: SimulatedEmoji = { id: null, name: '👍' };

function newScene(people = 0) {
  const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
  const channel = guild.addChannel({ name: 'general' });
  const message = guild.post(channel, { authorId: guild.ownerId, content: 'hello' });
  const users = Array.from({ length: people }, (_, index) => guild.addUser(`user ${index}`));
  const path = (emoji: string, query = '') =>
    `/channels/${channel}/messages/${message}/reactions/${encodeURIComponent(emoji)}${query}`;
  return { guild, channel, message, users, path };
}

describe('who reacted', () => {
  test('is listed by user id, in pages of 25', async () => {
    const { guild, channel, message, users, path } = newScene(40);
    guild.react(channel, message, THUMB, users.toReversed());
    await using client = await TestClient.of(guild);
    expect(await client.ids(path('👍'))).toEqual(users.slice(0, 25));
    expect(await client.ids(path('👍', `?after=${users[24]}`))).toEqual(users.slice(25));
    expect(await client.ids(path('👍', `?after=${users[39]}`))).toEqual([]);
    expect(await client.ids(path('👍', '?limit=100'))).toEqual(users);
    for (const query of ['?limit=0', '?limit=101', '?type=2', '?after=x']) {
      expect(await client.refusal(path('👍', query))).toBe('400/50035');
    }
  });

  test('is listed apart for burst reactions', async () => {
    const { guild, channel, message, users, path } = newScene(3);
    const [ada = '', bob = '', eve = ''] = users;
    guild.react(channel, message, THUMB, [ada, bob]);
    guild.react(channel, message, THUMB, [eve], { burst: true });
    await using client = await TestClient.of(guild);
    expect(await client.ids(path('👍'))).toEqual([ada, bob]);
    expect(await client.ids(path('👍', '?type=0'))).toEqual([ada, bob]);
    expect(await client.ids(path('👍', '?type=1'))).toEqual([eve]);
  });

  test('with a custom emoji is found by its id alone', async () => {
    const { guild, channel, message, users, path } = newScene(1);
    const id = '1234567890123456789';
    guild.react(channel, message, { id, name: null }, users);
    await using client = await TestClient.of(guild);
    expect(await client.ids(path(`whatever:${id}`))).toEqual(users);
    expect(await client.ids(path('whatever:9'))).toEqual([]);
    expect(await client.refusal(path(`a:whatever:${id}`))).toBe('400/10014');
  });

  test('is nobody for an emoji not used here, and an error for none or an unlistable one', async () => {
    const { guild, channel, message, users, path } = newScene(1);
    guild.react(channel, message, { id: null, name: '👍🏽' }, users, { unlistable: true });
    await using client = await TestClient.of(guild);
    expect(await client.ids(path('🎉'))).toEqual([]);
    expect(await client.refusal(path('word'))).toBe('400/10014');
    expect(await client.refusal(path('👍🏽'))).toBe('400/10014');
  });

  test('is told only to who may read the message, while it is there', async () => {
    const { guild, channel, message, path } = newScene();
    await using client = await TestClient.of(guild);
    guild.everyonePermissions = PermissionFlagsBits.ViewChannel;
    expect(await client.refusal(path('👍'))).toBe('403/50013');
    guild.everyonePermissions = 0n;
    expect(await client.refusal(path('👍'))).toBe('403/50001');
    guild.botPermissions = PermissionFlagsBits.Administrator;
    guild.deleteMessage(channel, message);
    expect(await client.refusal(path('👍'))).toBe('404/10008');
  });
});

import { describe, expect, test } from 'bun:test';
import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { SimulatedGuild } from '../guild.ts';
import { TestClient } from '../test-client.ts';

const newGuild = () => new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
const View = PermissionFlagsBits.ViewChannel;

describe('the list of channels', () => {
  test('holds every kind but threads, with what belongs to the kind', async () => {
    const guild = newGuild();
    const kinds = [0, 2, 4, 5, 13, 15, 16] as const;
    const ids = kinds.map((type) => guild.addChannel({ name: `kind-${type}`, type }));
    const [text = ''] = ids;
    guild.openThread({ parentId: text, name: 'thread', ownerId: guild.ownerId });
    await using client = await TestClient.of(guild);
    const { body } = await client.get<Record<string, unknown>[]>(`/guilds/${guild.id}/channels`);
    expect(body.map(({ id, type, position }) => ({ id, type, position }))).toEqual(
      kinds.map((type, position) => ({ id: ids[position], type, position })),
    );
    for (const channel of body) {
      expect(channel).toMatchObject({ guild_id: guild.id, permission_overwrites: [], flags: 0 });
      expect(channel).not.toHaveProperty('thread_metadata');
    }
    expect(body[5]).toMatchObject({ available_tags: [], default_forum_layout: 0 });
  });

  test('says of a forum what its posts may be tagged with, and of a post what it is', async () => {
    const guild = newGuild();
    const tag = { id: '7', name: 'Solved', moderated: true, emoji_id: null, emoji_name: '✅' };
    const defaultReaction = { emoji_id: null, emoji_name: '🙌' };
    const type = ChannelType.GuildMedia;
    const forum = guild.addChannel({ name: 'help', type, tags: [tag], defaultReaction });
    const text = guild.addChannel({ name: 'general' });
    const [post, thread] = [forum, text].map((parentId) =>
      guild.openThread({ parentId, name: 'How?', ownerId: guild.ownerId, tagIds: ['7'] }),
    );
    await using client = await TestClient.of(guild);
    const told = async (id = '') => (await client.get<object>(`/channels/${id}`)).body;
    expect(await told(forum)).toMatchObject({
      available_tags: [tag],
      default_reaction_emoji: defaultReaction,
    });
    expect(await told(post)).toMatchObject({ applied_tags: ['7'] });
    expect(await told(thread)).not.toHaveProperty('applied_tags');
  });

  test('writes overwrites with bit sets as strings', async () => {
    const guild = newGuild();
    const overwrite = { id: guild.botId, type: 1, allow: View, deny: 1n << 52n } as const;
    const id = guild.addChannel({ name: 'secret', overwrites: [overwrite] });
    await using client = await TestClient.of(guild);
    expect((await client.get(`/channels/${id}`)).body).toMatchObject({
      permission_overwrites: [
        { id: guild.botId, type: 1, allow: '1024', deny: '4503599627370496' },
      ],
    });
  });

  test('leaves out what the bot cannot view, or lists it as before 2026-11-16', async () => {
    const guild = newGuild();
    const open = guild.addChannel({ name: 'open' });
    const hidden = guild.addChannel({ name: 'hidden' });
    guild.hideChannel(hidden);
    await using now = await TestClient.of(guild);
    await using before = await TestClient.of(guild, { hidesUnviewableChannels: false });
    const path = `/guilds/${guild.id}/channels`;
    expect(await now.ids(path)).toEqual([open]);
    expect(await before.ids(path)).toEqual([open, hidden]);
    expect(await before.refusal(`/channels/${hidden}/messages`)).toBe('403/50001');
  });

  test('shows a category through one channel in it', async () => {
    const guild = newGuild();
    const category = guild.addChannel({ name: 'category', type: ChannelType.GuildCategory });
    guild.hideChannel(category);
    await using client = await TestClient.of(guild);
    expect(await client.ids(`/guilds/${guild.id}/channels`)).toEqual([]);
    const child = guild.addChannel({ name: 'child', parentId: category });
    expect(await client.ids(`/guilds/${guild.id}/channels`)).toEqual([category, child]);
  });
});

describe('one channel', () => {
  test('is there, hidden, or gone', async () => {
    const guild = newGuild();
    const id = guild.addChannel({ name: 'general', topic: 'anything' });
    await using client = await TestClient.of(guild);
    expect((await client.get(`/channels/${id}`)).body).toMatchObject({ id, topic: 'anything' });
    guild.hideChannel(id);
    expect(await client.refusal(`/channels/${id}`)).toBe('403/50001');
    guild.showChannel(id);
    guild.removeChannel(id);
    expect(await client.refusal(`/channels/${id}`)).toBe('404/10003');
    expect(await client.refusal('/channels/general')).toBe('400/50035');
  });

  test('may be a thread, hidden with its parent', async () => {
    const guild = newGuild();
    const parentId = guild.addChannel({ name: 'general' });
    const id = guild.openThread({ parentId, name: 'thread', ownerId: guild.ownerId });
    await using client = await TestClient.of(guild);
    expect((await client.get(`/channels/${id}`)).body).toMatchObject({ id, parent_id: parentId });
    guild.hideChannel(parentId);
    expect(await client.refusal(`/channels/${id}`)).toBe('403/50001');
  });
});

describe('what the bot may', () => {
  const bits = { allow: 0n, deny: 0n };
  const cases: [string, (guild: SimulatedGuild, id: string) => void, boolean][] = [
    ['nothing said: what @everyone may', () => {}, true],
    ['@everyone denied', (guild, id) => guild.hideChannel(id), false],
    [
      '@everyone denied, but administrator',
      (guild, id) => {
        guild.hideChannel(id);
        guild.botPermissions = PermissionFlagsBits.Administrator;
      },
      true,
    ],
    [
      '@everyone denied, role allowed',
      (guild, id) => {
        guild.hideChannel(id);
        const role = { ...bits, id: guild.botRoleId, type: 0, allow: View } as const;
        guild.channel(id).overwrites.unshift(role);
      },
      true,
    ],
    [
      'role allowed, member denied',
      (guild, id) => {
        guild
          .channel(id)
          .overwrites.push(
            { ...bits, id: guild.botId, type: 1, deny: View },
            { ...bits, id: guild.botRoleId, type: 0, allow: View },
          );
      },
      false,
    ],
    [
      'role denied, member allowed',
      (guild, id) => {
        guild
          .channel(id)
          .overwrites.push(
            { ...bits, id: guild.botId, type: 1, allow: View },
            { ...bits, id: guild.botRoleId, type: 0, deny: View },
          );
      },
      true,
    ],
    [
      "somebody else's overwrite",
      (guild, id) => {
        guild.channel(id).overwrites.push({ ...bits, id: guild.ownerId, type: 1, deny: View });
      },
      true,
    ],
    [
      '@everyone without the permission, role with it',
      (guild) => {
        guild.everyonePermissions = 0n;
        guild.botPermissions = View;
      },
      true,
    ],
    [
      'nobody with the permission',
      (guild) => {
        guild.everyonePermissions = 0n;
      },
      false,
    ],
  ];
  test.each(cases)('%s', async (_, arrange, isViewable) => {
    const guild = newGuild();
    const id = guild.addChannel({ name: 'general' });
    arrange(guild, id);
    await using client = await TestClient.of(guild);
    expect((await client.get(`/channels/${id}`)).status).toBe(isViewable ? 200 : 403);
  });
});

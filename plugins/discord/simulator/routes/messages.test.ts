import { describe, expect, test } from 'bun:test';
import { type APIMessage, MessageType } from 'discord-api-types/v10';
import { SimulatedGuild } from '../guild.ts';
import { TestClient } from '../test-client.ts';

interface Scene {
  readonly guild: SimulatedGuild;
  readonly channel: string;
  readonly ada: string;
}

function newScene(): Scene {
  const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
  const channel = guild.addChannel({ name: 'general' });
  return { guild, channel, ada: guild.addUser('ada') };
}

function post({ guild, channel, ada }: Scene, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    guild.post(channel, { authorId: ada, content: `message ${index}` }),
  );
}

describe('a message', () => {
  test('is found by its id until it is deleted', async () => {
    const scene = newScene();
    const [id = ''] = post(scene, 2);
    const path = `/channels/${scene.channel}/messages/${id}`;
    await using client = await TestClient.of(scene.guild);
    expect((await client.get(path)).body).toMatchObject({ id, content: 'message 0' });
    scene.guild.deleteMessage(scene.channel, id);
    expect(await client.refusal(path)).toBe('404/10008');
  });

  test('carries reactions only when it has some', async () => {
    const scene = newScene();
    const { guild, channel, ada } = scene;
    const [id = ''] = post(scene, 1);
    const path = `/channels/${channel}/messages/${id}`;
    await using client = await TestClient.of(guild);
    expect((await client.get(path)).body).not.toHaveProperty('reactions');
    const emoji = { id: '1234567890123456789', name: null, animated: true };
    guild.react(channel, id, emoji, [ada, guild.botId]);
    guild.react(channel, id, emoji, [ada], { burst: true });
    const { body } = await client.get<APIMessage>(path);
    expect(body.reactions).toMatchObject([
      { emoji, count: 3, count_details: { normal: 2, burst: 1 }, me: true, me_burst: false },
    ]);
    expect(body.reactions?.[0]?.burst_colors).not.toEqual([]);
  });

  test('names what it replies to, one level deep, or null when that is deleted', async () => {
    const scene = newScene();
    const { guild, channel, ada } = scene;
    const [first = ''] = post(scene, 1);
    const second = guild.post(channel, { authorId: ada, replyToId: first });
    const third = guild.post(channel, { authorId: ada, replyToId: second });
    guild.react(channel, second, { id: null, name: '👍' }, [ada]);
    await using client = await TestClient.of(guild);
    const path = `/channels/${channel}/messages/${third}`;
    const { body } = await client.get<APIMessage>(path);
    expect(body.referenced_message).toMatchObject({ id: second, type: MessageType.Reply });
    expect(body.referenced_message).not.toHaveProperty('referenced_message');
    expect(body.referenced_message).not.toHaveProperty('reactions');
    guild.deleteMessage(channel, second);
    expect((await client.get(path)).body).toHaveProperty('referenced_message', null);
  });

  test('of another type looks nothing up', async () => {
    const { guild, channel, ada } = newScene();
    const reference = { type: 0, message_id: '1', channel_id: channel, guild_id: guild.id };
    const extra = { message_reference: reference };
    const pin = guild.post(channel, {
      authorId: ada,
      type: MessageType.ChannelPinnedMessage,
      extra,
    });
    await using client = await TestClient.of(guild);
    const { body } = await client.get(`/channels/${channel}/messages/${pin}`);
    expect(body).not.toHaveProperty('referenced_message');
  });

  test('shows the thread made from it, whose first message points back', async () => {
    const scene = newScene();
    const { guild, channel, ada } = scene;
    const [id = ''] = post(scene, 1);
    guild.openThread({ parentId: channel, name: 'thread', ownerId: ada, fromMessageId: id });
    await using client = await TestClient.of(guild);
    expect((await client.get(`/channels/${channel}/messages/${id}`)).body).toMatchObject({
      flags: 1 << 5,
      thread: { id, name: 'thread', parent_id: channel },
    });
    expect((await client.get(`/channels/${id}/messages?after=0`)).body).toMatchObject([
      { type: MessageType.ThreadStarterMessage, content: '', referenced_message: { id } },
    ]);
  });

  test('keeps U+0000 and lone surrogates', async () => {
    const { guild, channel, ada } = newScene();
    const content = 'nul \0, high \ud83d, low \ude00';
    guild.post(channel, { authorId: ada, content });
    await using client = await TestClient.of(guild);
    const response = await client.fetch(`/channels/${channel}/messages`);
    const text = await response.text();
    expect(text).toContain('nul \\u0000, high \\ud83d, low \\ude00');
    expect(JSON.parse(text)).toMatchObject([{ content }]);
  });

  test('has its links signed anew in every answer, wherever they stand', async () => {
    const { guild, channel, ada } = newScene();
    const url = `https://cdn.discordapp.com/attachments/${channel}/1/a.png`;
    const file = { id: '1', filename: 'a.png', size: 3, url, proxy_url: url };
    const embeds = [{ image: { url }, footer: { text: url, icon_url: 'https://else.example/i' } }];
    const id = guild.post(channel, { authorId: ada, content: url, attachments: [file], embeds });
    await using client = await TestClient.of(guild);
    const ask = async () =>
      (await client.get<APIMessage>(`/channels/${channel}/messages/${id}`)).body;
    const [first, second] = [await ask(), await ask()];
    const signed =
      /^https:\/\/cdn\.discordapp\.com\/attachments\/\d+\/1\/a\.png\?ex=[0-9a-f]+&is=[0-9a-f]+&hm=[0-9a-f]{64}&$/;
    for (const message of [first, second]) {
      expect(message.attachments[0]?.url).toMatch(signed);
      expect(message.attachments[0]?.proxy_url).toMatch(signed);
      expect(message.embeds[0]?.image?.url).toMatch(signed);
      expect(message.embeds[0]?.footer).toEqual({ text: url, icon_url: 'https://else.example/i' });
      expect(message.content).toBe(url);
    }
    expect(first.attachments[0]?.url).not.toBe(second.attachments[0]?.url ?? '');
    expect(guild.message(channel, id).payload.attachments[0]?.url).toBe(url);
  });
});

describe('without the Message Content intent', () => {
  test('messages come blank, but for those of or to the bot', async () => {
    const { guild, channel, ada } = newScene();
    const written = { content: 'written', embeds: [{ title: 'embed' }] };
    const blank = guild.post(channel, { authorId: ada, ...written, extra: { poll: poll() } });
    const toBot = guild.post(channel, { authorId: ada, ...written, mentionIds: [guild.botId] });
    const ofBot = guild.post(channel, { authorId: guild.botId, ...written, replyToId: blank });
    await using client = await TestClient.of(guild, { messageContentIntent: false });
    const { body } = await client.get<APIMessage[]>(`/channels/${channel}/messages`);
    expect(body).toMatchObject([
      { id: ofBot, ...written, referenced_message: { content: '', embeds: [] } },
      { id: toBot, ...written },
      { id: blank, content: '', embeds: [], attachments: [], components: [], author: { id: ada } },
    ]);
    expect(body[2]).not.toHaveProperty('poll');
  });
});

function poll(): NonNullable<APIMessage['poll']> {
  return {
    question: { text: 'Which?' },
    answers: [],
    expiry: '2023-01-02T00:00:00.000000+00:00',
    allow_multiselect: false,
    layout_type: 1,
  };
}

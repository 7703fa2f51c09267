import { expect, setSystemTime, test } from 'bun:test';
import type { ChannelId, MessageId, PlatformId } from '@annals/domain';
import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { SimulatedGuild, type SimulatorOptions } from '../simulator/index.ts';
import { someCall as call, serveGuild } from '../testing/served-guild.ts';

async function serve(guild: SimulatedGuild, options: Partial<SimulatorOptions> = {}) {
  return { ...(await serveGuild(guild, options)), guildId: guild.id as PlatformId };
}

function someGuild(): SimulatedGuild {
  return new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
}

test('a channel whose history the bot may not read is forbidden, not empty', async () => {
  const guild = someGuild();
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const overwrites = [{ id: guild.botRoleId, type: 0, allow: 0n, deny }] as const;
  const blind = guild.addChannel({ name: 'blind', overwrites });
  const thread = guild.openThread({ parentId: blind, name: 'A thread', ownerId: guild.ownerId });
  const open = guild.addChannel({ name: 'open' });
  await using served = await serve(guild);
  const { adapter, simulator, guildId } = served;
  const channels = await adapter.listChannels(guildId, call);
  expect(channels.map(({ name }) => name)).toEqual(['blind', 'open']);
  await adapter.listActiveThreads(guildId, call);
  const read = (id: string) =>
    adapter.listMessages(id as ChannelId, { after: null, limit: 100 }, call);
  for (const id of [blind, thread]) {
    expect(await read(id).catch((error: unknown) => error)).toMatchObject({ code: 'forbidden' });
  }
  expect((await read(open)).lastId).toBeNull();
  guild.channel(blind).overwrites = [];
  await adapter.listChannels(guildId, call);
  expect((await read(blind)).lastId).toBeNull();
  expect(simulator.requests.count('GET /channels/{channel}')).toBe(1);
});

test('a channel that shuts others out, or the bot no more, is read like any other', async () => {
  const guild = someGuild();
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const blind = { id: guild.botRoleId, type: 0, allow: 0n, deny } as const;
  const ids = ['mutes one', 'mutes the bot'].map((name) => guild.addChannel({ name }));
  const [others, bots] = ids as [ChannelId, ChannelId];
  guild.channel(others).overwrites = [{ id: guild.newId(), type: 0, allow: 0n, deny }];
  guild.channel(bots).overwrites = [blind];
  await using served = await serve(guild);
  const { adapter, simulator, guildId } = served;
  const read = (id: ChannelId) => adapter.listMessages(id, { after: null, limit: 100 }, call);
  await adapter.listChannels(guildId, call);
  expect((await read(others)).lastId).toBeNull();
  await expect(read(bots)).rejects.toMatchObject({ code: 'forbidden' });
  guild.channel(bots).overwrites = [{ ...blind, allow: deny }];
  await adapter.listChannels(guildId, call);
  for (const id of [bots, others]) expect((await read(id)).lastId).toBeNull();
  // Nothing is closed any more that an empty answer might come of.
  expect(simulator.requests.count('GET /channels/{channel}')).toBe(0);
});

test('whose membership could not be read is asked for it again', async () => {
  const guild = someGuild();
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const overwrites = [{ id: guild.botRoleId, type: 0, allow: 0n, deny }] as const;
  const blind = guild.addChannel({ name: 'blind', overwrites }) as ChannelId;
  await using served = await serve(guild);
  const { adapter, simulator, guildId } = served;
  await adapter.listChannels(guildId, call);
  const read = () => adapter.listMessages(blind, { after: null, limit: 100 }, call);
  simulator.fail({ template: 'GET /guilds/{guild}/members/{user}', times: 1, answer: 500 });
  await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(read()).rejects.toMatchObject({ code: 'forbidden' });
});

test('nor is a thread of such a channel that no listing has shown', async () => {
  const guild = someGuild();
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const overwrites = [{ id: guild.botRoleId, type: 0, allow: 0n, deny }] as const;
  const blind = guild.addChannel({ name: 'blind', overwrites });
  const open = guild.addChannel({ name: 'open' });
  const [hidden, empty] = [blind, open].map((parentId) => {
    const id = guild.openThread({ parentId, name: 'A thread', ownerId: guild.ownerId });
    guild.archiveThread(id);
    return id as ChannelId;
  });
  await using served = await serve(guild);
  const { adapter, guildId } = served;
  await adapter.listChannels(guildId, call);
  const listing = { page: null, listedUntil: null };
  const list = (id: string) =>
    adapter.archivedThreads.listArchivedThreads(id as ChannelId, listing, call);
  await expect(list(blind)).rejects.toMatchObject({ code: 'forbidden' });
  const read = (id = '' as ChannelId) =>
    adapter.listMessages(id, { after: null, limit: 100 }, call);
  await expect(read(hidden)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await read(empty)).lastId).toBeNull();
  guild.channel(blind).overwrites = [];
  await adapter.listChannels(guildId, call);
  await list(blind);
  expect((await read(hidden)).lastId).toBeNull();
});

test('an empty channel is judged by its own permissions, not by those of its category', async () => {
  const guild = someGuild();
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const overwrites = [{ id: guild.botRoleId, type: 0, allow: 0n, deny }] as const;
  const blind = guild.addChannel({ name: 'blind', overwrites }) as ChannelId;
  const category = guild.addChannel({
    name: 'A category',
    type: ChannelType.GuildCategory,
    overwrites,
  });
  const open = guild.addChannel({ name: 'open', parentId: category }) as ChannelId;
  await using served = await serve(guild);
  const { adapter, guildId } = served;
  await adapter.listChannels(guildId, call);
  const read = (id: ChannelId) => adapter.listMessages(id, { after: null, limit: 100 }, call);
  await expect(read(blind)).rejects.toMatchObject({ code: 'forbidden' });
  for (let count = 0; count < 2; count += 1) expect((await read(open)).lastId).toBeNull();
});

test('a channel that is gone for a day, or public no more, makes no empty answer doubtful', async () => {
  const guild = someGuild();
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const overwrites = [{ id: guild.botRoleId, type: 0, allow: 0n, deny }] as const;
  const closed = ['gone', 'hidden'].map((name) => guild.addChannel({ name, overwrites }));
  const open = guild.addChannel({ name: 'open' }) as ChannelId;
  await using served = await serve(guild);
  const { adapter, simulator, guildId } = served;
  await adapter.listChannels(guildId, call);
  const page = { after: null, limit: 100 };
  for (const id of closed as ChannelId[]) {
    await expect(adapter.listMessages(id, page, call)).rejects.toMatchObject({ code: 'forbidden' });
  }
  guild.removeChannel(closed[0] ?? '');
  guild.hideChannel(closed[1] ?? '');
  const now = Date.now();
  try {
    for (const hours of [1, 25]) {
      setSystemTime(now + hours * 60 * 60 * 1000);
      await adapter.listChannels(guildId, call);
      expect((await adapter.listMessages(open, page, call)).lastId).toBeNull();
      expect(simulator.requests.count('GET /channels/{channel}')).toBe(1);
    }
    const gone = adapter.listMessages(closed[0] as ChannelId, page, call);
    await expect(gone).rejects.toMatchObject({ code: 'gone' });
  } finally {
    setSystemTime();
  }
});

test('a day in which another guild alone is listed opens nothing', async () => {
  const listed = someGuild();
  const bot = listed.user(listed.botId);
  const startMs = Date.UTC(2023, 0, 1);
  const other = new SimulatedGuild({ name: 'Another guild', startMs, bot });
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const overwrites = [{ id: other.botRoleId, type: 0, allow: 0n, deny }] as const;
  const blind = other.addChannel({ name: 'blind', overwrites });
  const threadId = other.openThread({ parentId: blind, name: 'A thread', ownerId: other.ownerId });
  await using served = await serve(listed, { guilds: [listed, other] });
  const { adapter, guildId } = served;
  await adapter.listChannels(other.id as PlatformId, call);
  await adapter.listActiveThreads(other.id as PlatformId, call);
  try {
    setSystemTime(Date.now() + 25 * 60 * 60 * 1000);
    await adapter.listChannels(guildId, call);
    const reading = adapter.listMessages(threadId as ChannelId, { after: null, limit: 100 }, call);
    await expect(reading).rejects.toMatchObject({ code: 'forbidden' });
  } finally {
    setSystemTime();
  }
});

test('more channels that are closed to the bot than it may be refused cost no refusal', async () => {
  const guild = someGuild();
  const deny = PermissionFlagsBits.ViewChannel;
  const overwrites = [{ id: guild.botRoleId, type: 0, allow: 0n, deny }] as const;
  const closed = Array.from({ length: 101 }, () => guild.addChannel({ name: 'x', overwrites }));
  await using served = await serve(guild, { hidesUnviewableChannels: false });
  const { adapter, simulator, guildId } = served;
  await adapter.listChannels(guildId, call);
  for (const id of closed as ChannelId[]) {
    const asked = { page: null, listedUntil: null };
    const listing = adapter.archivedThreads.listArchivedThreads(id, asked, call);
    await expect(listing).rejects.toMatchObject({ code: 'forbidden' });
    const reading = adapter.listMessages(id, { after: null, limit: 100 }, call);
    await expect(reading).rejects.toMatchObject({ code: 'forbidden' });
    const messageId = '1' as MessageId;
    const lookup = adapter.messageLookup.hasMessage(id, messageId, call);
    await expect(lookup).rejects.toMatchObject({ code: 'forbidden' });
    const emoji = { emojiType: 'standard', emojiValue: '👍', normal: 1, burst: 0 } as const;
    const reaction = { channelId: id, messageId, emoji, kind: 'normal', page: null } as const;
    const users = adapter.reactionUsers.listReactionUsers(reaction, call);
    await expect(users).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(simulator.requests.all().filter(({ status }) => status === 403)).toEqual([]);
  expect(simulator.requests.total).toBeLessThan(6);
});

test('the bot is not looked up where nothing depends on its roles', async () => {
  const guild = someGuild();
  const open = guild.addChannel({ name: 'open' });
  await using served = await serve(guild);
  await served.adapter.listChannels(served.guildId, call);
  const page = { after: null, limit: 100 };
  expect((await served.adapter.listMessages(open as ChannelId, page, call)).lastId).toBeNull();
  expect(served.simulator.requests.count('GET /guilds/{guild}/members/{user}')).toBe(0);
});

test.each([[true], [false]])(
  'what only the bot may see is not listed, hidden channels omitted: %p',
  async (hidesUnviewableChannels) => {
    const guild = someGuild();
    guild.addChannel({ name: 'open' });
    const hidden = guild.addChannel({ name: 'staff' });
    guild.hideChannel(hidden);
    guild.botPermissions = PermissionFlagsBits.Administrator;
    await using served = await serve(guild, { hidesUnviewableChannels });
    const channels = await served.adapter.listChannels(served.guildId, call);
    expect(channels.map(({ name }) => name)).toEqual(['open']);
  },
);

test.each(['emptyList', 'nullList'] as const)(
  'roles without @everyone hide nothing: %s is no answer',
  async (answer) => {
    const guild = someGuild();
    guild.addChannel({ name: 'open' });
    await using served = await serve(guild);
    const { adapter, simulator, guildId } = served;
    simulator.fail({ template: 'GET /guilds/{guild}/roles', times: 1, answer });
    const refused = adapter.listChannels(guildId, call);
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    expect(await adapter.listChannels(guildId, call)).toHaveLength(1);
  },
);

import { ChannelType } from 'discord-api-types/v10';
import type { SimulatedGuild } from '../guild.ts';
import { isThread, type SimulatedChannel, type SimulatedMessage } from '../guild-contents.ts';
import type { DiscordSimulator } from '../start-simulator.ts';
import { Asker, type Exchange } from './exchange.ts';

const HOLD_THREADS: readonly ChannelType[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
];
const PER_PAGE = 100;
const REACTED_PER_PAGE = 2;

/**
 * Asks every route for all that a guild holds; the bot must be allowed to read it. Goes by the
 * guild, not by the answers, so that a wrong answer is reported and not stumbled over.
 */
export async function crawl(
  { url }: DiscordSimulator,
  token: string,
  guild: SimulatedGuild,
): Promise<readonly Exchange[]> {
  const asker = new Asker(url, token);
  const values = { guild: guild.id };
  await asker.ask('GET /users/@me');
  await asker.ask('GET /applications/@me');
  for (const with_counts of ['true', 'false']) {
    await asker.ask('GET /users/@me/guilds', { with_counts });
    await asker.ask('GET /guilds/{guild}', { ...values, with_counts });
  }
  await asker.ask('GET /guilds/{guild}/roles', values);
  for (const user of guild.users.keys()) {
    await asker.ask('GET /guilds/{guild}/members/{user}', { ...values, user });
  }
  await asker.ask('GET /guilds/{guild}/channels', values);
  await asker.ask('GET /guilds/{guild}/threads/active', values);
  for (const channel of guild.channels.values()) {
    await asker.ask('GET /channels/{channel}', { channel: channel.id });
    if (isThread(channel)) await askForArchive(asker, guild, channel);
    await crawlMessages(asker, channel);
  }
  for (const { id, type } of guild.channels.values()) {
    const kinds = type === ChannelType.GuildText ? ['public', 'private'] : ['public'];
    for (const kind of HOLD_THREADS.includes(type) ? kinds : []) {
      await asker.ask(`GET /channels/{channel}/threads/archived/${kind}`, { channel: id });
    }
  }
  return asker.exchanges;
}

/** The page of the archive that begins below a thread. */
async function askForArchive(
  asker: Asker,
  guild: SimulatedGuild,
  { type, parentId, thread }: SimulatedChannel,
): Promise<void> {
  const parent = guild.channels.get(parentId ?? '');
  if (parent === undefined || thread?.archived !== true) return;
  const kind = type === ChannelType.PrivateThread ? 'private' : 'public';
  const values = { channel: parent.id, before: thread.archiveTimestamp, limit: '10' };
  await asker.ask(`GET /channels/{channel}/threads/archived/${kind}`, values);
}

async function crawlMessages(asker: Asker, { id, messages }: SimulatedChannel): Promise<void> {
  const limit = `${PER_PAGE}`;
  for (let start = 0; start <= messages.length; start += PER_PAGE) {
    const after = messages[start - 1]?.payload.id ?? '0';
    await asker.ask('GET /channels/{channel}/messages', { channel: id, after, limit });
    const page = messages.slice(start, start + PER_PAGE);
    const reacted = page.filter(({ reactions }) => reactions.length > 0);
    for (const message of [...page.slice(0, 1), ...reacted.slice(0, REACTED_PER_PAGE)]) {
      await crawlMessage(asker, id, message);
    }
  }
}

async function crawlMessage(
  asker: Asker,
  channel: string,
  { payload, reactions }: SimulatedMessage,
): Promise<void> {
  const values = { channel, message: payload.id };
  await asker.ask('GET /channels/{channel}/messages/{message}', values);
  for (const { emoji, unlistable } of reactions) {
    const named = emoji.id === null ? `${emoji.name}` : `${emoji.name ?? 'deleted'}:${emoji.id}`;
    for (const type of ['0', '1']) {
      await asker.ask(
        'GET /channels/{channel}/messages/{message}/reactions/{emoji}',
        { ...values, emoji: named, type },
        unlistable ? 400 : 200,
      );
    }
  }
}

import { type PlatformCall, PlatformError } from '@annals/application';
import type { ChannelId } from '@annals/domain';
import type { Bot } from '../bot.ts';
import { type ChannelPayload, channelSchema } from '../payloads.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { toChannel } from './to-channel.ts';
import { type Member, mayReadHistory, mightDenyHistory, type RuledGuild } from './visibility.ts';

/** A guild as one listing showed it. */
interface ListedGuild extends RuledGuild {
  /** The bot's own membership, once somebody has asked for it. */
  bot: Promise<Member> | null;
}

/** A channel that everybody may read and from which some overwrite might shut the bot out. */
interface Doubt {
  readonly channel: ChannelPayload;
  readonly guild: ListedGuild;
  /** When a list has last shown it, in Unix milliseconds. */
  readonly listedAtMs: number;
}

/** A channel that no list has shown for so long, as public, is remembered no more. */
const GONE_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Refuses what everybody may read and the bot may not: Discord would answer with an empty page, or
 * with a refusal, of which it counts every one.
 */
export class ClosedChannels {
  readonly #rest: DiscordRest;
  readonly #bot: Bot;
  /** By the channel's id. */
  readonly #doubtful = new Map<string, Doubt>();
  /** Their open threads, with their channels: threads have no permissions of their own. */
  readonly #doubtfulThreads = new Map<string, string>();
  /** Channels that shut the bot out when that was last asked. */
  readonly #closed = new Set<string>();

  constructor(rest: DiscordRest, bot: Bot) {
    this.#rest = rest;
    this.#bot = bot;
  }

  /** To be told what of a guild is public, threads left out, whenever that is listed. */
  sawChannels({ id, roles }: RuledGuild, channels: readonly ChannelPayload[]): void {
    const guild: ListedGuild = { id, roles, bot: null };
    for (const channel of channels) {
      if (mightDenyHistory(channel)) {
        this.#doubtful.set(channel.id, { channel, guild, listedAtMs: Date.now() });
      } else {
        this.#doubtful.delete(channel.id);
        this.#closed.delete(channel.id);
      }
    }
    this.#forgetGone(id);
  }

  /** To be told of open threads whenever they are listed; archived ones are too many to remember. */
  sawThreads(threads: readonly ChannelPayload[]): void {
    for (const { id, parent_id: parentId } of threads) {
      if (parentId !== null && this.#doubtful.has(parentId))
        this.#doubtfulThreads.set(id, parentId);
      else this.#doubtfulThreads.delete(id);
    }
  }

  /**
   * Throws `forbidden` where a channel or its thread is closed to the bot. Costs a request where that
   * depends on its roles, the first time after each listing.
   */
  async refuse(channelId: ChannelId, call: PlatformCall): Promise<void> {
    const doubt = this.#doubtful.get(this.#doubtfulThreads.get(channelId) ?? channelId);
    if (doubt === undefined) return;
    const { channel, guild } = doubt;
    if (mayReadHistory(channel, guild, await this.#botIn(guild, call))) {
      this.#closed.delete(channel.id);
      return;
    }
    this.#closed.add(channel.id);
    throw forbidden();
  }

  /**
   * The same of what came empty, which may be an archived thread: that of a channel which shuts the bot
   * out is not listed. Costs a request where there is such a channel.
   */
  async refuseEmpty(channelId: ChannelId, call: PlatformCall): Promise<void> {
    if (this.#closed.size === 0) return;
    const question = {
      route: '/channels/{channel}',
      ids: { channel: channelId },
      schema: channelSchema,
    };
    const channel = toChannel(await this.#rest.get(question, call));
    // What is no thread has permissions of its own, and has been judged by them.
    if (channel?.type !== 'thread' || channel.parentId === null) return;
    await this.refuse(channel.parentId, call);
  }

  async #botIn(guild: ListedGuild, call: PlatformCall): Promise<Member> {
    guild.bot ??= this.#bot.memberOf(guild.id, call);
    try {
      return await guild.bot;
    } catch (error) {
      guild.bot = null;
      throw error;
    }
  }

  /** While a run may still read its threads, a channel that one list lacks is not taken for gone. */
  #forgetGone(guildId: string): void {
    const since = Date.now() - GONE_AFTER_MS;
    const gone = new Set<string>();
    for (const [id, { guild, listedAtMs }] of this.#doubtful) {
      if (guild.id === guildId && listedAtMs < since) gone.add(id);
    }
    for (const id of gone) {
      this.#doubtful.delete(id);
      this.#closed.delete(id);
    }
    for (const [id, parentId] of this.#doubtfulThreads) {
      if (gone.has(parentId)) this.#doubtfulThreads.delete(id);
    }
  }
}

function forbidden(): PlatformError {
  return new PlatformError(
    'forbidden',
    'The bot may not read the history of this channel: give it Read Message History there (and Connect in voice channels).',
  );
}

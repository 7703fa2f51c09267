import type { PlatformCall } from '@annals/application';
import type { ChannelId, PlatformChannel, PlatformId } from '@annals/domain';
import { z } from 'zod';
import {
  type ChannelPayload,
  channelSchema,
  memberSchema,
  type RolePayload,
  roleSchema,
  threadListSchema,
  userSchema,
} from './payloads.ts';
import type { DiscordRest } from './rest.ts';
import { toChannel } from './to-channel.ts';
import {
  anybody,
  type Member,
  mayReadHistory,
  mightDenyHistory,
  type RuledGuild,
} from './visibility.ts';

/** What decides who may read what in a guild. */
export interface Survey {
  /** No threads. */
  readonly payloads: readonly ChannelPayload[];
  readonly guild: RuledGuild;
  readonly bot: Member;
}

interface Guild {
  readonly id: PlatformId;
  readonly roles: readonly RolePayload[];
  /** The bot's own membership, once somebody has asked for it. */
  bot: Promise<Member> | null;
}

/** A channel that everybody may read and from which some overwrite might shut the bot out. */
interface Doubt {
  readonly channel: ChannelPayload;
  readonly guild: Guild;
  /** When a list has last shown it, in Unix milliseconds. */
  readonly listedAtMs: number;
}

/** A channel that no list has shown for so long, as public, is remembered no more. */
const GONE_AFTER_MS = 24 * 60 * 60 * 1000;

/** Finds what is public, and remembers where the bot might see less than everybody may. */
export class Discovery {
  readonly #rest: DiscordRest;
  /** By the channel's id. */
  readonly #doubtful = new Map<string, Doubt>();
  /** Their threads, with their channels: threads have no permissions of their own. */
  readonly #doubtfulThreads = new Map<string, string>();
  /** Channels that shut the bot out when that was last asked. */
  readonly #closed = new Set<string>();
  #botId: string | null = null;

  constructor(rest: DiscordRest) {
    this.#rest = rest;
  }

  /** The channels, no threads, that everybody may see with their history. */
  async listChannels(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    const { payloads, roles } = await this.#list(communityId, call);
    const guild: Guild = { id: communityId, roles, bot: null };
    const open = payloads.filter((payload) => mayReadHistory(payload, guild, anybody));
    for (const channel of open) {
      if (mightDenyHistory(channel)) {
        this.#doubtful.set(channel.id, { channel, guild, listedAtMs: Date.now() });
      } else {
        this.#doubtful.delete(channel.id);
        this.#closed.delete(channel.id);
      }
    }
    this.#forgetGone(communityId);
    return toChannels(open).filter(({ type }) => type !== 'thread');
  }

  /** While a run may still read its threads, a channel that one list lacks is not taken for gone. */
  #forgetGone(communityId: PlatformId): void {
    const since = Date.now() - GONE_AFTER_MS;
    const gone = new Set<string>();
    for (const [id, { guild, listedAtMs }] of this.#doubtful) {
      if (guild.id === communityId && listedAtMs < since) gone.add(id);
    }
    for (const id of gone) {
      this.#doubtful.delete(id);
      this.#closed.delete(id);
    }
    for (const [id, parentId] of this.#doubtfulThreads) {
      if (gone.has(parentId)) this.#doubtfulThreads.delete(id);
    }
  }

  /** Every channel that Discord shows to the bot, and what decides who may read it. */
  async survey(communityId: PlatformId, call: PlatformCall): Promise<Survey> {
    const { payloads, roles } = await this.#list(communityId, call);
    const bot = await this.#botIn(communityId, call);
    return { payloads, guild: { id: communityId, roles }, bot };
  }

  async #list(communityId: PlatformId, call: PlatformCall) {
    const ids = { guild: communityId };
    const payloads = await this.#rest.get(
      {
        route: '/guilds/{guild}/channels',
        ids,
        schema: z.array(channelSchema),
        // What every run asks first: one refusal must not end all runs to come.
        tryAgain: true,
      },
      call,
    );
    const roles = await this.#rest.get(
      { route: '/guilds/{guild}/roles', ids, schema: z.array(roleSchema) },
      call,
    );
    return { payloads, roles };
  }

  /** The open threads, also those of channels that are not public. */
  async listActiveThreads(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    const { threads } = await this.#rest.get(
      {
        route: '/guilds/{guild}/threads/active',
        ids: { guild: communityId },
        schema: threadListSchema,
      },
      call,
    );
    for (const thread of threads) this.sawThreads(thread.parent_id, [thread]);
    return toChannels(threads);
  }

  sawThreads(parentId: string | null, threads: readonly ChannelPayload[]): void {
    const isDoubtful = parentId !== null && this.#doubtful.has(parentId);
    for (const { id } of threads) {
      if (isDoubtful) this.#doubtfulThreads.set(id, parentId);
      else this.#doubtfulThreads.delete(id);
    }
  }

  /**
   * Whether the bot is shut out of a channel that everybody may read. Costs a request where that
   * depends on its roles, the first time after each listing.
   */
  async mayNotRead(channelId: ChannelId, call: PlatformCall): Promise<boolean> {
    const doubt = this.#doubtful.get(this.#doubtfulThreads.get(channelId) ?? channelId);
    if (doubt === undefined) return false;
    const { channel, guild } = doubt;
    guild.bot ??= this.#botIn(guild.id, call);
    let isClosed: boolean;
    try {
      isClosed = !mayReadHistory(channel, guild, await guild.bot);
    } catch (error) {
      guild.bot = null;
      throw error;
    }
    if (isClosed) this.#closed.add(channel.id);
    else this.#closed.delete(channel.id);
    return isClosed;
  }

  /**
   * The same of what came empty, which may be a thread that no listing has shown to this process: the
   * archive of a channel that shuts the bot out is not listed. Costs a request where there is such a
   * channel.
   */
  async mayNotReadEmpty(channelId: ChannelId, call: PlatformCall): Promise<boolean> {
    if (this.#closed.size === 0) return false;
    const question = {
      route: '/channels/{channel}',
      ids: { channel: channelId },
      schema: channelSchema,
    };
    const channel = await this.#rest.get(question, call);
    // What is no thread has permissions of its own, and has been judged by them.
    if (toChannel(channel)?.type !== 'thread') return false;
    this.sawThreads(channel.parent_id, [channel]);
    return await this.mayNotRead(channelId, call);
  }

  /** Asked for once: a token is one bot's. */
  async botId(call: PlatformCall): Promise<string> {
    this.#botId ??= (await this.#rest.get({ route: '/users/@me', schema: userSchema }, call)).id;
    return this.#botId;
  }

  async #botIn(communityId: PlatformId, call: PlatformCall): Promise<Member> {
    const botId = await this.botId(call);
    const { roles } = await this.#rest.get(
      {
        route: '/guilds/{guild}/members/{user}',
        ids: { guild: communityId, user: botId },
        schema: memberSchema,
      },
      call,
    );
    return { roleIds: roles, userId: botId };
  }
}

function toChannels(payloads: readonly ChannelPayload[]): PlatformChannel[] {
  return payloads.map(toChannel).filter((channel) => channel !== null);
}

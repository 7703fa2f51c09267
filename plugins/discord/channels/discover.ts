import type { PlatformCall } from '@annals/application';
import type { PlatformChannel, PlatformId } from '@annals/domain';
import { z } from 'zod';
import type { Bot } from '../bot.ts';
import {
  type ChannelPayload,
  channelSchema,
  guildSchema,
  type RolePayload,
  roleSchema,
  threadListSchema,
} from '../payloads.ts';
import type { DiscordRest } from '../requests/rest.ts';
import type { ClosedChannels } from './closed-channels.ts';
import { toChannel } from './to-channel.ts';
import { anybody, type Member, mayReadHistory, type RuledGuild } from './visibility.ts';

/** What decides who may read what in a guild. */
export interface Survey {
  /** No threads. */
  readonly payloads: readonly ChannelPayload[];
  readonly guild: RuledGuild;
  readonly bot: Member;
}

/** What a guild is called, and what it holds. */
export class Discovery {
  readonly #rest: DiscordRest;
  readonly #bot: Bot;
  readonly #closed: ClosedChannels;

  constructor(rest: DiscordRest, bot: Bot, closed: ClosedChannels) {
    this.#rest = rest;
    this.#bot = bot;
    this.#closed = closed;
  }

  async nameOf(communityId: PlatformId, call: PlatformCall): Promise<string> {
    const ids = { guild: communityId };
    const question = { route: '/guilds/{guild}', ids, schema: guildSchema, tryAgain: true };
    return (await this.#rest.get(question, call)).name;
  }

  /** The channels, no threads, that everybody may see with their history. */
  async listChannels(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    const { payloads, guild } = await this.#list(communityId, call);
    const open = payloads.filter((payload) => mayReadHistory(payload, guild, anybody));
    this.#closed.sawChannels(guild, open);
    return toChannels(open).filter(({ type }) => type !== 'thread');
  }

  /** Every channel that Discord shows to the bot, and what decides who may read it. */
  async survey(communityId: PlatformId, call: PlatformCall): Promise<Survey> {
    const listed = await this.#list(communityId, call);
    return { ...listed, bot: await this.#bot.memberOf(communityId, call) };
  }

  async #list(communityId: PlatformId, call: PlatformCall): Promise<Omit<Survey, 'bot'>> {
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
      { route: '/guilds/{guild}/roles', ids, schema: rolesOf(communityId) },
      call,
    );
    return { payloads, guild: { id: communityId, roles } };
  }

  /** The open threads, also those of channels that are not public. */
  async listActiveThreads(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    const threads = await activeThreads(this.#rest, communityId, call);
    this.#closed.sawThreads(threads);
    return toChannels(threads);
  }
}

/** Every guild has @everyone, a role of its own id: without it nothing would look public. */
function rolesOf(guildId: PlatformId): z.ZodType<readonly RolePayload[]> {
  return z.array(roleSchema).refine((roles) => roles.some(({ id }) => id === guildId));
}

/** Everything that is open, as it came. */
export async function activeThreads(
  rest: DiscordRest,
  communityId: PlatformId,
  call: PlatformCall,
): Promise<readonly ChannelPayload[]> {
  const route = '/guilds/{guild}/threads/active';
  const ids = { guild: communityId };
  return (await rest.get({ route, ids, schema: threadListSchema }, call)).threads;
}

function toChannels(payloads: readonly ChannelPayload[]): PlatformChannel[] {
  return payloads.map(toChannel).filter((channel) => channel !== null);
}

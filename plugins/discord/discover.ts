import type { PlatformCall } from '@annals/application';
import type { ChannelId, PlatformChannel, PlatformId } from '@annals/domain';
import { z } from 'zod';
import {
  type ChannelPayload,
  channelSchema,
  memberSchema,
  roleSchema,
  threadListSchema,
  userSchema,
} from './payloads.ts';
import type { DiscordRest } from './rest.ts';
import { toChannel } from './to-channel.ts';
import { anybody, type Member, mayReadHistory } from './visibility.ts';

/** Finds what is public, and remembers where the bot may see less than everybody may. */
export class Discovery {
  readonly #rest: DiscordRest;
  /** Channels and threads whose history the bot may not read although everybody may. */
  readonly #unreadable = new Set<string>();
  #botId: string | null = null;

  constructor(rest: DiscordRest) {
    this.#rest = rest;
  }

  /** The channels, no threads, that everybody may see with their history. */
  async listChannels(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    const ids = { guild: communityId };
    const payloads = await this.#rest.get(
      { route: '/guilds/{guild}/channels', ids, schema: z.array(channelSchema) },
      call,
    );
    const roles = await this.#rest.get(
      { route: '/guilds/{guild}/roles', ids, schema: z.array(roleSchema) },
      call,
    );
    const guild = { id: communityId, roles };
    const bot = await this.#botIn(communityId, call);
    const open = payloads.filter((payload) => mayReadHistory(payload, guild, anybody));
    for (const payload of open) {
      if (mayReadHistory(payload, guild, bot)) this.#unreadable.delete(payload.id);
      else this.#unreadable.add(payload.id);
    }
    return toChannels(open).filter(({ type }) => type !== 'thread');
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

  /** Threads have no permissions of their own. */
  sawThreads(parentId: string | null, threads: readonly ChannelPayload[]): void {
    const isUnreadable = parentId !== null && this.#unreadable.has(parentId);
    for (const { id } of threads) {
      if (isUnreadable) this.#unreadable.add(id);
      else this.#unreadable.delete(id);
    }
  }

  /** Whether an empty page of this channel says nothing about what is in it. */
  mayNotRead(channelId: ChannelId): boolean {
    return this.#unreadable.has(channelId);
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

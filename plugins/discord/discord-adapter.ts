import {
  type ArchivedThreads,
  type CommunityDescription,
  type MessageLookup,
  type MessagePage,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
  type ReactionUsers,
} from '@annals/application';
import type {
  ChannelId,
  MessageId,
  MessageIdOrder,
  PersonGrammar,
  PlatformChannel,
  PlatformId,
} from '@annals/domain';
import { ApplicationFlags } from 'discord.js';
import { archivedThreads } from './archived-threads.ts';
import { Discovery } from './discover.ts';
import { messageLookup } from './message-lookup.ts';
import { applicationSchema, guildSchema } from './payloads.ts';
import { personGrammar } from './person-grammar.ts';
import { reactionUsers } from './reaction-users.ts';
import { historyForbidden, readMessages } from './read-messages.ts';
import type { DiscordRest } from './rest.ts';
import { snowflakeOrder } from './snowflake.ts';

const MESSAGE_CONTENT =
  ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

/** Discord, read with one bot's token. Needs no gateway session: everything comes over HTTP. */
export class DiscordAdapter implements PlatformAdapter {
  readonly messageIdOrder: MessageIdOrder = snowflakeOrder;
  readonly personGrammar: PersonGrammar = personGrammar;
  readonly archivedThreads: ArchivedThreads;
  readonly reactionUsers: ReactionUsers;
  readonly messageLookup: MessageLookup;
  readonly #rest: DiscordRest;
  readonly #discovery: Discovery;

  constructor(rest: DiscordRest) {
    this.#rest = rest;
    this.#discovery = new Discovery(rest);
    this.archivedThreads = archivedThreads(rest, (parentId, threads) =>
      this.#discovery.sawThreads(parentId, threads),
    );
    this.reactionUsers = reactionUsers(rest);
    this.messageLookup = messageLookup(rest);
  }

  async describeCommunity(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<CommunityDescription> {
    const guild = await this.#rest.get(
      {
        route: '/guilds/{guild}',
        ids: { guild: communityId },
        schema: guildSchema,
        tryAgain: true,
      },
      call,
    );
    await this.#requireMessageContent(call);
    return { name: guild.name };
  }

  async listChannels(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    return await this.#discovery.listChannels(communityId, call);
  }

  async listActiveThreads(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    return await this.#discovery.listActiveThreads(communityId, call);
  }

  async listMessages(
    channelId: ChannelId,
    page: { readonly after: MessageId | null; readonly limit: number },
    call: PlatformCall,
  ): Promise<MessagePage> {
    const messages = await readMessages(this.#rest, channelId, page, call);
    // Discord answers with an empty page where it should refuse.
    if (messages.lastId === null && this.#discovery.mayNotRead(channelId)) throw historyForbidden();
    return messages;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#rest[Symbol.dispose]();
  }

  /**
   * Without the intent every message comes with its text, embeds and attachments blank, and no
   * later mark tells that they must be read again: nothing is read then.
   */
  async #requireMessageContent(call: PlatformCall): Promise<void> {
    const { flags } = await this.#rest.get(
      { route: '/applications/@me', schema: applicationSchema },
      call,
    );
    if (flags === null || (flags & MESSAGE_CONTENT) !== 0) return;
    throw new PlatformError(
      'unauthorized',
      "The bot may not read what messages say: switch on the Message Content Intent on its page in Discord's developer portal.",
    );
  }
}

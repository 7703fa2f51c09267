import type {
  ArchivedThreads,
  ContentGrant,
  MessageLookup,
  MessagePage,
  PlatformAdapter,
  PlatformCall,
  PlatformDiagnosis,
  ReactionUsers,
} from '@annals/application';
import type {
  ChannelId,
  MessageId,
  MessageIdOrder,
  PersonGrammar,
  PlatformChannel,
  PlatformId,
} from '@annals/domain';
import { archivedThreads } from './archived-threads.ts';
import { Bot } from './bot.ts';
import { ClosedChannels } from './closed-channels.ts';
import { contentIntent } from './content-intent.ts';
import { diagnosis } from './diagnosis.ts';
import { Discovery } from './discover.ts';
import { messageLookup } from './message-lookup.ts';
import { personGrammar } from './person-grammar.ts';
import { reactionUsers } from './reaction-users.ts';
import { readMessages } from './read-messages.ts';
import type { DiscordRest } from './rest.ts';
import { snowflakeOrder } from './snowflake.ts';

/** Discord, read with one bot's token. Needs no gateway session: everything comes over HTTP. */
export class DiscordAdapter implements PlatformAdapter {
  readonly messageIdOrder: MessageIdOrder = snowflakeOrder;
  readonly personGrammar: PersonGrammar = personGrammar;
  readonly archivedThreads: ArchivedThreads;
  readonly reactionUsers: ReactionUsers;
  readonly messageLookup: MessageLookup;
  readonly contentGrant: ContentGrant;
  readonly diagnosis: PlatformDiagnosis;
  readonly #rest: DiscordRest;
  readonly #bot: Bot;
  readonly #closed: ClosedChannels;
  readonly #discovery: Discovery;

  constructor(rest: DiscordRest) {
    this.#rest = rest;
    this.#bot = new Bot(rest);
    this.#closed = new ClosedChannels(rest, this.#bot);
    this.#discovery = new Discovery(rest, this.#bot, this.#closed);
    this.archivedThreads = archivedThreads(rest, this.#closed);
    this.reactionUsers = reactionUsers(rest, this.#closed);
    this.messageLookup = messageLookup(rest, this.#closed);
    this.contentGrant = contentIntent(rest);
    this.diagnosis = diagnosis(rest, this.#discovery);
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
    await this.#closed.refuse(channelId, call);
    const answer = await readMessages(this.#rest, this.#bot, { channelId, ...page }, call);
    if (answer.lastId === null) await this.#closed.refuseEmpty(channelId, call);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#rest[Symbol.dispose]();
  }
}

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
import { Bot } from './bot.ts';
import { archivedThreads } from './channels/archived-threads.ts';
import { ClosedChannels } from './channels/closed-channels.ts';
import { Discovery } from './channels/discover.ts';
import { contentIntent } from './content-intent.ts';
import { diagnosis } from './examination/diagnosis.ts';
import { messageLookup } from './messages/message-lookup.ts';
import { reactionUsers } from './messages/reaction-users.ts';
import { readMessages } from './messages/read-messages.ts';
import { personGrammar } from './person-grammar.ts';
import type { DiscordRest } from './requests/rest.ts';
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

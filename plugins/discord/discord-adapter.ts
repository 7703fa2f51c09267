import type {
  ArchivedThreads,
  CommunityDescription,
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
import { contentIntent } from './content-intent.ts';
import { diagnosis } from './diagnosis.ts';
import { Discovery } from './discover.ts';
import { messageLookup } from './message-lookup.ts';
import { guildSchema } from './payloads.ts';
import { personGrammar } from './person-grammar.ts';
import { reactionUsers } from './reaction-users.ts';
import { historyForbidden, readMessages } from './read-messages.ts';
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
  readonly #discovery: Discovery;
  readonly #reader: Parameters<typeof readMessages>[0];

  constructor(rest: DiscordRest) {
    this.#rest = rest;
    this.#discovery = new Discovery(rest);
    this.#reader = { rest, botId: (call) => this.#discovery.botId(call) };
    this.archivedThreads = archivedThreads(rest, this.#discovery);
    this.reactionUsers = reactionUsers(rest, this.#discovery);
    this.messageLookup = messageLookup(rest, this.#discovery);
    this.contentGrant = contentIntent(rest);
    this.diagnosis = diagnosis(rest, this.#discovery);
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
    // Discord would answer with an empty page, or with a refusal, of which it counts every one.
    if (await this.#discovery.mayNotRead(channelId, call)) throw historyForbidden();
    const answer = await readMessages(this.#reader, channelId, page, call);
    const isEmpty = answer.lastId === null;
    if (isEmpty && (await this.#discovery.mayNotReadEmpty(channelId, call))) {
      throw historyForbidden();
    }
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#rest[Symbol.dispose]();
  }
}

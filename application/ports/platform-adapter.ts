import type {
  ChannelId,
  MessageId,
  MessageIdOrder,
  PersonGrammar,
  PlatformChannel,
  PlatformId,
  PlatformMessage,
} from '@annals/domain';
import type { PlatformCall } from './platform-call.ts';
import type {
  ArchivedThreads,
  ContentGrant,
  MessageLookup,
  ReactionUsers,
} from './platform-capabilities.ts';
import type { PlatformDiagnosis } from './platform-diagnosis.ts';

/** A message that the platform gave and the plugin could not read; the rest of its page is kept. */
export interface UnreadableMessage {
  /** Null when not even its id can be told. */
  readonly messageId: MessageId | null;
  /** One sentence on what is wrong, without any of the message's text. */
  readonly reason: string;
}

/**
 * What a page shows of what people wrote: `shown` when anything at all, `blank` when messages came
 * of which nothing did, as when the platform withholds it, `unsaid` when no message of the page
 * could tell.
 */
export type PageContent = 'shown' | 'blank' | 'unsaid';

export interface MessagePage {
  /** Oldest first. An adapter may make them when they are first asked for. */
  readonly messages: readonly PlatformMessage[];
  readonly unreadable: readonly UnreadableMessage[];
  /** The newest id of the page, unreadable ones included; null when the page is empty. */
  readonly lastId: MessageId | null;
  /** What the page weighed on its way here, where that is known: heavy pages make small batches. */
  readonly bytes?: number;
  readonly content: PageContent;
}

/**
 * Reads one chat platform with the one set of credentials of this installation. Shared by all
 * tenants and runs, so that the platform's limits are kept over all of them.
 *
 * Every method throws `PlatformError` for what the platform did, and only that. It does not retry:
 * the core does.
 */
export interface PlatformAdapter extends AsyncDisposable {
  readonly messageIdOrder: MessageIdOrder;
  readonly personGrammar: PersonGrammar;
  /** Present when the platform keeps archived threads in lists of their own. */
  readonly archivedThreads?: ArchivedThreads;
  /** Present when the platform tells who reacted. */
  readonly reactionUsers?: ReactionUsers;
  /** Present when the platform can be asked for a single message. */
  readonly messageLookup?: MessageLookup;
  /** Present when the platform may give messages without what they say. */
  readonly contentGrant?: ContentGrant;
  /** Present when the platform can be examined before anything is archived. */
  readonly diagnosis?: PlatformDiagnosis;

  /**
   * Every channel, threads left out, that everyone in the community may see with its history;
   * in no order; complete, or it throws. An empty list means that nothing is public. Throws `gone`
   * or `forbidden` for a community that these credentials do not reach.
   */
  listChannels(communityId: PlatformId, call: PlatformCall): Promise<readonly PlatformChannel[]>;

  /**
   * Every thread that is open now, in no order; complete, or it throws. May hold threads of
   * channels that are not public: the core drops what has no listed parent. Platforms without
   * threads answer with an empty list.
   */
  listActiveThreads(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]>;

  /**
   * The oldest messages newer than `after` (which need not exist; null means from the first),
   * at most `limit` of them. The page can be smaller than `limit` and yet have more behind it;
   * only an empty page (`lastId` null) is the end.
   */
  listMessages(
    channelId: ChannelId,
    page: { readonly after: MessageId | null; readonly limit: number },
    call: PlatformCall,
  ): Promise<MessagePage>;
}

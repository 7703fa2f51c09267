import type {
  ChannelId,
  MessageId,
  MessageIdOrder,
  PersonGrammar,
  PlatformChannel,
  PlatformId,
} from '@annals/domain';
import type { MessagePage, PlatformAdapter } from '../ports/platform-adapter.ts';
import type { PlatformCall } from '../ports/platform-call.ts';
import type {
  ArchivedThreadPage,
  ArchivedThreads,
  ContentGrant,
  MessageLookup,
  ReactionUserPage,
  ReactionUsers,
} from '../ports/platform-capabilities.ts';
import type {
  CommunityExamination,
  CommunityVolume,
  PlatformDiagnosis,
} from '../ports/platform-diagnosis.ts';
import { PlatformError } from '../ports/platform-error.ts';
import { absentWorld, examinedWorld, measuredWorld } from './scripted-diagnosis.ts';
import { type ScriptedChannel, toPlatformChannel } from './scripted-entities.ts';
import { scriptedGrammar, scriptedOrder } from './scripted-ids.ts';
import { archivedThreadPage, messagePage, reactionUserPage } from './scripted-pages.ts';
import {
  type PlatformMethod,
  type ScriptedCall,
  type ScriptedFault,
  ScriptedTraffic,
} from './scripted-traffic.ts';
import { ScriptedWorld, type ScriptedWorldOptions } from './scripted-world.ts';

export interface ScriptedPlatformOptions extends ScriptedWorldOptions {
  /** The most of each that one answer holds; small lists, so that paging is met in every test. */
  readonly pageSizes?: {
    readonly messages?: number;
    readonly archivedThreads?: number;
    readonly reactionUsers?: number;
  };
  /** Capabilities that this platform does not have. */
  readonly without?: readonly ScriptedCapability[];
}

type ScriptedCapability =
  | 'archivedThreads'
  | 'reactionUsers'
  | 'messageLookup'
  | 'contentGrant'
  | 'diagnosis';

/** A platform whose whole community is in memory and whose answers can be made to fail. */
export class ScriptedPlatform extends ScriptedWorld implements PlatformAdapter {
  readonly messageIdOrder: MessageIdOrder = scriptedOrder;
  readonly personGrammar: PersonGrammar = scriptedGrammar;
  readonly archivedThreads?: ArchivedThreads;
  readonly reactionUsers?: ReactionUsers;
  readonly messageLookup?: MessageLookup;
  readonly contentGrant?: ContentGrant;
  readonly diagnosis?: PlatformDiagnosis;
  readonly traffic: ScriptedTraffic = new ScriptedTraffic();
  readonly #pageSizes: { messages: number; archivedThreads: number; reactionUsers: number };
  disposed = false;
  /** What the platform says of content; without it, the truth. */
  saysOfContent: Awaited<ReturnType<ContentGrant['check']>> | null = null;

  /** What the platform's clock shows; null when it does not tell. */
  serverTime: Date | null = null;

  constructor(options: ScriptedPlatformOptions = {}) {
    super(options);
    const { pageSizes, without = [] } = options;
    this.#pageSizes = { messages: 100, archivedThreads: 5, reactionUsers: 10, ...pageSizes };
    if (!without.includes('archivedThreads')) {
      this.archivedThreads = { listArchivedThreads: (...asked) => this.listArchivedPage(...asked) };
    }
    if (!without.includes('reactionUsers')) {
      this.reactionUsers = { listReactionUsers: (...asked) => this.listReactionUserPage(...asked) };
    }
    if (!without.includes('messageLookup')) {
      this.messageLookup = { hasMessage: (...asked) => this.lookUp(...asked) };
    }
    if (!without.includes('contentGrant')) {
      this.contentGrant = {
        remedy: 'Let the script show what people write.',
        check: (call) => this.checkContent(call),
      };
    }
    if (!without.includes('diagnosis')) {
      this.diagnosis = {
        serverTime: (call) => this.tellTime(call),
        examineCommunity: (communityId, call) => this.examine(communityId, call),
        measureHistory: (communityId, wanted, _, call) => this.measure(communityId, wanted, call),
      };
    }
  }

  /** Every call so far, oldest first. */
  get calls(): readonly ScriptedCall[] {
    return this.traffic.calls;
  }

  failWith(fault: ScriptedFault): void {
    this.traffic.failWith(fault);
  }

  callCount(method?: PlatformMethod, channelId?: ChannelId): number {
    return this.traffic.count(method, channelId);
  }

  listChannels(communityId: PlatformId, call: PlatformCall): Promise<readonly PlatformChannel[]> {
    return this.traffic.send({ method: 'listChannels', channelId: null }, call, () => {
      this.#checkCommunity(communityId);
      return Array.from(this.channels.values())
        .filter(({ type, hidden }) => type !== 'thread' && !hidden)
        .map(toPlatformChannel);
    });
  }

  listActiveThreads(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    return this.traffic.send({ method: 'listActiveThreads', channelId: null }, call, () => {
      this.#checkCommunity(communityId);
      return Array.from(this.channels.values())
        .filter(({ type, hidden, archivedAt }) => type === 'thread' && !hidden && !archivedAt)
        .map(toPlatformChannel);
    });
  }

  listMessages(
    channelId: ChannelId,
    page: { readonly after: MessageId | null; readonly limit: number },
    call: PlatformCall,
  ): Promise<MessagePage> {
    return this.traffic.send({ method: 'listMessages', channelId }, call, () => {
      const size = Math.min(page.limit, this.#pageSizes.messages);
      const { isContentWithheld } = this;
      return messagePage(this.#visible(channelId), page.after, { size, isContentWithheld });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
  }

  protected listArchivedPage(
    parentId: ChannelId,
    request: { readonly page: string | null; readonly listedUntil: string | null },
    call: PlatformCall,
  ): Promise<ArchivedThreadPage> {
    return this.traffic.send({ method: 'listArchivedThreads', channelId: parentId }, call, () => {
      this.#visible(parentId);
      const threads = Array.from(this.channels.values()).filter(
        (thread) => thread.parentId === parentId && !thread.hidden,
      );
      return archivedThreadPage(threads, request, this.#pageSizes.archivedThreads);
    });
  }

  protected listReactionUserPage(
    request: Parameters<ReactionUsers['listReactionUsers']>[0],
    call: PlatformCall,
  ): Promise<ReactionUserPage> {
    const { channelId, messageId, emoji, kind, page } = request;
    return this.traffic.send({ method: 'listReactionUsers', channelId }, call, () => {
      const reaction = this.#visible(channelId)
        .messages.get(messageId)
        ?.reactions.find(({ emojiValue }) => emojiValue === emoji.emojiValue);
      if (reaction === undefined) throw new PlatformError('gone', 'The reaction is not there.');
      return reactionUserPage(reaction.users[kind], page, this.#pageSizes.reactionUsers);
    });
  }

  protected lookUp(
    channelId: ChannelId,
    messageId: MessageId,
    call: PlatformCall,
  ): Promise<boolean> {
    return this.traffic.send({ method: 'hasMessage', channelId }, call, () =>
      this.#visible(channelId).messages.has(messageId),
    );
  }

  protected checkContent(call: PlatformCall): ReturnType<ContentGrant['check']> {
    return this.traffic.send({ method: 'checkContentGrant', channelId: null }, call, () => {
      return this.saysOfContent ?? (this.isContentWithheld ? 'withheld' : 'granted');
    });
  }

  protected tellTime(call: PlatformCall): Promise<Date | null> {
    const asked = { method: 'serverTime', channelId: null } as const;
    return this.traffic.send(asked, call, () => this.serverTime);
  }

  protected examine(communityId: PlatformId, call: PlatformCall): Promise<CommunityExamination> {
    return this.traffic.send({ method: 'examineCommunity', channelId: null }, call, () =>
      communityId === this.communityId
        ? examinedWorld(this.communityName, [...this.channels.values()])
        : absentWorld(communityId),
    );
  }

  protected measure(
    communityId: PlatformId,
    wanted: readonly PlatformChannel[],
    call: PlatformCall,
  ): Promise<CommunityVolume> {
    return this.traffic.send({ method: 'measureHistory', channelId: null }, call, () => {
      this.#checkCommunity(communityId);
      return measuredWorld(this.channels, wanted);
    });
  }

  #checkCommunity(communityId: PlatformId): void {
    if (communityId === this.communityId) return;
    throw new PlatformError('gone', 'There is no such community.');
  }

  /** A channel that can be read: a thread is as hidden as its parent. */
  #visible(id: ChannelId): ScriptedChannel {
    const channel = this.channels.get(id);
    if (channel === undefined) throw new PlatformError('gone', 'There is no such channel.');
    const parent = channel.type === 'thread' ? channel.parentId : null;
    const hidden = channel.hidden || (parent !== null && this.channels.get(parent)?.hidden);
    if (hidden) throw new PlatformError('forbidden', 'The channel may not be read.');
    return channel;
  }
}

import type { ChannelId, ChannelType, MessageId, PlatformId, PlatformUserId } from '@annals/domain';
import type { PlatformMethod } from '../../fakes/scripted-traffic.ts';
import type { AnsweredRequest } from '../../ports/metrics.ts';
import type { PlatformAdapter } from '../../ports/platform-adapter.ts';
import type { PlatformErrorCode } from '../../ports/platform-error.ts';

export type { PlatformMethod };

/** What a platform may lack. What is not offered must be missing from its adapter too. */
export type PlatformOffer =
  | 'archivedThreads'
  | 'reactionUsers'
  | 'burstReactions'
  | 'messageLookup'
  | 'contentGrant'
  | 'diagnosis';

/** A community as plain data. Keys are the checks' own names; people are named by keys, too. */
export interface PlatformWorld {
  readonly channels: readonly WorldChannel[];
  readonly threads: readonly WorldThread[];
}

export interface WorldChannel {
  readonly key: string;
  readonly type: Exclude<ChannelType, 'thread'>;
  readonly name: string;
  /** Whether everyone may see it with its history. */
  readonly public: boolean;
  /** Oldest first. */
  readonly messages: readonly WorldMessage[];
}

export interface WorldThread {
  readonly key: string;
  /** A channel's key. */
  readonly parent: string;
  /**
   * Archived threads were archived a day apart, in the order of the world: the last one
   * yesterday, the one before it the day before yesterday.
   */
  readonly archived: boolean;
  readonly messages: readonly WorldMessage[];
}

export interface WorldMessage {
  /** Unique in the world. */
  readonly key: string;
  /** A person. */
  readonly author: string;
  readonly text: string;
  /** The key of an older message of the same channel. */
  readonly replyTo?: string;
  readonly reactions?: readonly WorldReaction[];
  readonly attachments?: readonly WorldAttachment[];
  /** It was sent in its turn and deleted since; its id is known all the same. */
  readonly deleted?: boolean;
  /** It was edited since, and says now what `text` says. */
  readonly edited?: boolean;
  /** The platform gives it in a form that the plugin cannot read; its id can be told. */
  readonly unreadable?: boolean;
}

export interface WorldReaction {
  /** A Unicode emoji. */
  readonly emoji: string;
  /** People. */
  readonly normal: readonly string[];
  readonly burst: readonly string[];
}

export interface WorldAttachment {
  readonly filename: string;
  readonly fileSize: number;
  readonly contentType: string;
}

export interface PlatformFault {
  readonly method: PlatformMethod;
  /** What the platform's answer means. */
  readonly code: PlatformErrorCode;
  /** How many requests get this answer; `Infinity` for all. */
  readonly times: number;
  /** With `rate_limited`: how long the platform says to wait, in milliseconds; whole seconds. */
  readonly retryAfterMs?: number;
}

export interface ServedPlatform {
  /** Made anew for this world, in the mode that answers rate limits with an error. */
  readonly adapter: PlatformAdapter;
  readonly communityId: PlatformId;
  readonly communityName: string;
  /** In the form of an id, and nobody's. */
  readonly absentCommunityId: PlatformId;
  /** From the world's keys to the platform's ids; `channels` holds the threads, too. */
  readonly ids: {
    readonly channels: ReadonlyMap<string, ChannelId>;
    readonly messages: ReadonlyMap<string, MessageId>;
    readonly people: ReadonlyMap<string, PlatformUserId>;
  };
  /** What the adapter's context was told by `onRequestAnswered` so far, oldest first. */
  readonly answered: readonly AnsweredRequest[];
  /** How a text of the platform mentions a person. */
  mention(person: PlatformUserId): string;
  fault(fault: PlatformFault): void;
  /** Archives an open thread now. Must be there where archived threads are offered. */
  archiveThread?(key: string): void | Promise<void>;
  /** From now on what people write is withheld, or shown again. Must be there with `contentGrant`. */
  withholdContent?(isWithheld: boolean): void;
  close(): Promise<void>;
}

export interface PlatformHarness {
  readonly offers: readonly PlatformOffer[];
  /** A platform that holds this world and nothing else, at work until it is closed. */
  serve(world: PlatformWorld): Promise<ServedPlatform>;
}

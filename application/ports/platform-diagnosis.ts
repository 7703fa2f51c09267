import type {
  ChannelExclusion,
  ChannelId,
  ChannelType,
  Finding,
  PlatformChannel,
  PlatformId,
  Spread,
} from '@annals/domain';
import type { PlatformCall } from './platform-call.ts';

/** A channel that is not archived. */
export interface ExcludedChannel {
  readonly channelId: ChannelId;
  readonly name: string;
  /** Null for a type that the archive does not know. */
  readonly type: ChannelType | null;
  readonly reason: ChannelExclusion;
}

/** What a first sync would meet in one community. */
export interface CommunityExamination {
  /** Null when the community cannot be reached: a finding says why, and both lists are empty. */
  readonly name: string | null;
  /** As `listChannels` gives them, but for those that the bot may not read. In no order. */
  readonly archived: readonly PlatformChannel[];
  /** In no order. What the platform does not show to the bot at all is missing. */
  readonly excluded: readonly ExcludedChannel[];
  readonly findings: readonly Finding[];
}

/** How much a first sync has to read in one place. */
export interface HistoryVolume {
  readonly messages: Spread;
  /** Requests that read the messages. */
  readonly readRequests: Spread;
  /** Requests that ask who reacted to them. */
  readonly reactionRequests: Spread;
}

export interface ChannelVolume extends HistoryVolume {
  readonly channelId: ChannelId;
}

export interface CommunityVolume {
  readonly channels: readonly ChannelVolume[];
  /** Of all threads together. */
  readonly threads: HistoryVolume & { readonly count: Spread };
  /** Requests that list channels and threads, before any message is read. */
  readonly listRequests: Spread;
  readonly pace: PlatformPace;
}

/** How fast the platform lets itself be asked. */
export interface PlatformPace {
  /** Over all channels together. */
  readonly requestsPerSecond: number;
  /** In one channel: at best, and where the platform is as slow as it was ever seen. */
  readonly channelRequestsPerSecond: { readonly best: number; readonly worst: number };
}

/**
 * Examines credentials and communities for people, before anything is archived or when something
 * is wrong. Changes nothing. Throws as every call where the platform's answer is no finding.
 */
export interface PlatformDiagnosis {
  /**
   * The platform's own time at the moment of its answer, to the second; null when it does not
   * tell. One request; a refusal tells the time as well.
   */
  serverTime(call: PlatformCall): Promise<Date | null>;

  /** Whether the community is there for the bot, and which of its channels will be archived. */
  examineCommunity(communityId: PlatformId, call: PlatformCall): Promise<CommunityExamination>;

  /**
   * How much there is to read, from samples: what platforms do not count is guessed, and the
   * spread says how well. `channels` are those of `examineCommunity`. Sends at most `mostRequests`.
   */
  measureHistory(
    communityId: PlatformId,
    channels: readonly PlatformChannel[],
    options: { readonly mostRequests: number },
    call: PlatformCall,
  ): Promise<CommunityVolume>;
}

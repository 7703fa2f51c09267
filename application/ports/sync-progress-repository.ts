import type {
  Channel,
  ChannelId,
  ChannelSyncStatus,
  FullRead,
  MessageId,
  RunId,
  SyncCheckpoint,
  SyncProgress,
  TenantId,
  WithheldStretch,
} from '@annals/domain';

/** A channel to read, with all that reading it needs. */
export type PendingChannel = SyncCheckpoint &
  Pick<
    SyncProgress,
    'newestMessageId' | 'fullRead' | 'errorCount' | 'lastSuccessfulSync' | 'lastSyncAttempt'
  > & {
    /** As the last listing named it; null where none did. */
    readonly listed: Pick<Channel, 'name' | 'type' | 'parentId'> | null;
  };
/** A channel's way from one checkpoint to the next. */
export interface ChannelAdvance {
  readonly checkpoint: SyncCheckpoint;
  readonly syncStatus: Extract<ChannelSyncStatus, 'in_progress' | 'complete'>;
  /** Messages that came in on it. */
  readonly added: number;
  /** How far a full reading is with the channel; what is left out stays as it is. */
  readonly fullRead?: FullRead;
  readonly at: Date;
}
/** Where a channel stands among those that are pending. */
export type PendingPlace = Pick<PendingChannel, 'errorCount' | 'channelId'>;

/** Where a channel stands, with what people know it by. */
export interface ChannelProgress {
  readonly progress: SyncProgress;
  readonly channel: Pick<Channel, 'name' | 'type' | 'parentId'>;
}

export interface SyncProgressRepository {
  /** Those of `channelIds` that have progress, in no order. */
  find(tenantId: TenantId, channelIds: readonly ChannelId[]): Promise<SyncProgress[]>;
  /**
   * Channels that are not removed with an id after the given one, in the order of their ids as
   * text; at most `limit`.
   */
  list(
    tenantId: TenantId,
    page: { readonly after: ChannelId | null; readonly limit: number },
  ): Promise<ChannelProgress[]>;
  /**
   * Notes what a listing showed: creates missing rows (`pending` or `complete`), sets
   * `newestMessageId`, and sets the status to `pending` where `pending` is true, all in one
   * statement. A checkpoint is never moved by it.
   */
  recordListing(
    tenantId: TenantId,
    channels: readonly {
      readonly channelId: ChannelId;
      readonly newestMessageId: MessageId | null;
      readonly pending: boolean;
    }[],
  ): Promise<void>;
  /**
   * Makes complete channels that are not removed pending again, whether a listing shows them or not:
   * those whose newest message was sent at `sentSince` or later, or no longer than `lookBackMs` before
   * their last success. With `unlessReadBy`, a full reading, those that it has read to the end are left
   * out.
   */
  recall(
    tenantId: TenantId,
    which: {
      readonly sentSince: Date;
      readonly lookBackMs: number;
      readonly unlessReadBy: RunId | null;
    },
  ): Promise<void>;
  /**
   * Channels that are `pending`, `in_progress` or `failed`, and not removed, after the given place:
   * those that failed least often in a row first, then in an order that means nothing; at most
   * `limit`. One that fails between two pages has a new place, and may come again. `of`: these alone,
   * and the threads below them; null or left out: all.
   */
  pending(
    tenantId: TenantId,
    page: {
      readonly after: PendingPlace | null;
      readonly limit: number;
      readonly of?: ReadonlySet<ChannelId> | null;
    },
  ): Promise<PendingChannel[]>;
  /** How many channels `pending` would list in all. */
  countPending(tenantId: TenantId, of?: ReadonlySet<ChannelId> | null): Promise<number>;
  /**
   * Moves the checkpoints of channels, adds `added` to their totals and notes the attempts, all in
   * one statement: what brings nothing newer, and not the end, was only read again, and is none.
   * `complete` also notes the success and clears the errors. Every channel may occur once only.
   */
  advance(tenantId: TenantId, channels: readonly ChannelAdvance[]): Promise<void>;
  /** Notes a failed attempt: status, one more error in a row, its sentence. The checkpoint stays. */
  fail(
    tenantId: TenantId,
    channelId: ChannelId,
    failure: {
      readonly syncStatus: Extract<ChannelSyncStatus, 'failed' | 'forbidden' | 'gone'>;
      readonly message: string;
      readonly at: Date;
    },
  ): Promise<void>;
  /** Notes what of a channel came blank and must be read again; null: nothing does any more. */
  noteWithheld(
    tenantId: TenantId,
    channelId: ChannelId,
    withheld: WithheldStretch | null,
  ): Promise<void>;
  /**
   * Stretches so noted of channels that are not removed, after the given channel in an order that
   * is stable but means nothing; at most `limit`. `of`: of these alone, and the threads below them;
   * null or left out: of all.
   */
  withheld(
    tenantId: TenantId,
    page: {
      readonly after: ChannelId | null;
      readonly limit: number;
      readonly of?: ReadonlySet<ChannelId> | null;
    },
  ): Promise<(WithheldStretch & { readonly channelId: ChannelId })[]>;
  /**
   * Notes up to where channels' archived threads are listed, all in one statement; null: list them
   * all again. Channels without progress are left out. Every channel may occur once only.
   */
  bookmarkArchivedThreads(
    tenantId: TenantId,
    bookmarks: readonly { readonly channelId: ChannelId; readonly bookmark: string | null }[],
  ): Promise<void>;
}

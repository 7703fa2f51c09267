import type {
  ChannelCounts,
  ChannelId,
  QueuedRun,
  RunCounters,
  RunEnding,
  RunFailure,
  RunId,
  RunMode,
  RunningRun,
  RunTrigger,
  SyncRun,
  TenantId,
} from '@annals/domain';

export interface NewRun {
  readonly id: RunId;
  readonly tenantId: TenantId;
  readonly trigger: RunTrigger;
  readonly mode: RunMode;
  readonly channelIds: readonly ChannelId[] | null;
  readonly queuedAt: Date;
}

/** What a worker holds while it owns a run. */
export interface RunLease {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly fence: number;
}

export interface RunProgress {
  /** Absolute. */
  readonly channels: ChannelCounts;
  /** What came since the last heartbeat of this lease. */
  readonly added: RunCounters;
}

export type HeartbeatAnswer = 'ok' | 'cancel_requested' | 'lost';

export interface RunRepository {
  /**
   * Stores a queued run, unless the tenant has one that is queued or running already: then that
   * one is the answer, with `created` false. Never two, however many call at once.
   */
  createUnlessActive(run: NewRun): Promise<{ readonly run: SyncRun; readonly created: boolean }>;
  find(runId: RunId): Promise<SyncRun | null>;
  /** The tenant's queued or running run. */
  findActive(tenantId: TenantId): Promise<QueuedRun | RunningRun | null>;
  /** Queued and running runs of all tenants with an id after the given one, by id; at most `limit`. */
  listActive(page: {
    readonly after: RunId | null;
    readonly limit: number;
  }): Promise<(QueuedRun | RunningRun)[]>;
  /** The tenant's most recently finished run. */
  findLatestFinished(tenantId: TenantId): Promise<SyncRun | null>;
  /**
   * Makes a queued or running run this caller's: status `running`, fence raised, so that whoever
   * held it before has lost it. Null when the run is finished or not there.
   */
  claim(runId: RunId, at: Date): Promise<RunningRun | null>;
  /**
   * Fence, heartbeat and cancel in one statement: adds the progress and says whether a cancel was
   * asked for. `lost`: another worker owns the run or it is over; nothing was written.
   */
  heartbeat(lease: RunLease, progress: RunProgress, at: Date): Promise<HeartbeatAnswer>;
  /**
   * Asks the tenant's queued or running run to end; the run as it is now, or null when there is
   * none. An earlier request keeps its time. Its worker hears of it with its next heartbeat.
   */
  requestCancel(tenantId: TenantId, at: Date): Promise<SyncRun | null>;
  /** Puts a run back to `queued` (its worker stops). False when the lease is lost. */
  handBack(lease: RunLease): Promise<boolean>;
  /** Ends a run. False when the lease is lost; nothing was written then. */
  finish(
    lease: RunLease,
    ending: { readonly status: RunEnding; readonly error: RunFailure | null; readonly at: Date },
  ): Promise<boolean>;
}

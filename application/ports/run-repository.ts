import type {
  ChannelId,
  QueuedRun,
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
  /** Who asked: an API key's id, or a fixed word for what has none; null for what nobody asked. */
  readonly requestedBy: string | null;
}

/** A round of the schedule. */
export interface DueRound {
  /** When the round was due: tenants without any run of all channels since then are due. */
  readonly dueAt: Date;
  readonly queuedAt: Date;
  /** Only tenants of these platforms. */
  readonly platforms: readonly string[];
  /** Ids for new runs: as many as may be made at once. */
  readonly runIds: readonly RunId[];
}

/** Where a page of runs, newest first, ended. */
export interface RunPlace {
  readonly queuedAt: Date;
  readonly runId: RunId;
}

export interface RunRepository {
  /**
   * Stores a queued run, unless the tenant has one that is queued or running already: then that
   * one is the answer, with `created` false. Never two, however many call at once.
   */
  createUnlessActive(run: NewRun): Promise<{ readonly run: SyncRun; readonly created: boolean }>;
  /**
   * Stores queued runs for active tenants that are due: that have no queued or running run and
   * none of all channels that was queued from `dueAt` up to `queuedAt`, and that were there by then.
   * One from a time to come, when a clock was ahead, does not count. At most as many as there are
   * ids; none when nobody is due any more. Never two of one round for a tenant, however many call at
   * once and however fast the first one ends.
   */
  createDue(round: DueRound): Promise<QueuedRun[]>;
  find(runId: RunId): Promise<SyncRun | null>;
  /** A tenant's runs queued before the given place, newest first; at most `limit`. */
  list(
    tenantId: TenantId,
    page: { readonly before: RunPlace | null; readonly limit: number },
  ): Promise<SyncRun[]>;
  /** The most recently queued run of each of these tenants that has any, in no order. */
  latestOf(tenantIds: readonly TenantId[]): Promise<SyncRun[]>;
  /** How many runs of a tenant were asked for by `requestedBy` at or after `since`, and the oldest. */
  countRequested(
    tenantId: TenantId,
    requestedBy: string,
    since: Date,
  ): Promise<{ readonly count: number; readonly oldest: Date | null }>;
  /**
   * The full reading that a full run belongs to, named by the run that began it: the first full run
   * of the same channels after the last that came to its end (`succeeded` or `partial`), which is
   * the given run itself when none was cut short before it.
   */
  fullReadingOf(run: Pick<SyncRun, 'tenantId' | 'channelIds' | 'id'>): Promise<RunId>;
  /** The tenant's queued or running run. */
  findActive(tenantId: TenantId): Promise<QueuedRun | RunningRun | null>;
  /** Queued and running runs of all tenants with an id after the given one, by id; at most `limit`. */
  listActive(page: {
    readonly after: RunId | null;
    readonly limit: number;
  }): Promise<(QueuedRun | RunningRun)[]>;
  /**
   * Asks the tenant's queued or running run to end; the run as it is now, or null when there is
   * none. An earlier request keeps its time. Its worker hears of it with its next heartbeat.
   */
  requestCancel(tenantId: TenantId, at: Date): Promise<SyncRun | null>;
  /** Ends a run that is queued, and no other, as `cancelled`. Null when it is not queued. */
  cancelQueued(runId: RunId, error: RunFailure, at: Date): Promise<SyncRun | null>;
}

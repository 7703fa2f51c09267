import type {
  ChannelCounts,
  RunCounters,
  RunEnding,
  RunFailure,
  RunId,
  RunningRun,
  TenantId,
} from '@annals/domain';

/** What a worker holds while it owns a run. */
export interface RunLease {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly fence: number;
}

export interface RunProgress {
  /** Absolute. */
  readonly channels: ChannelCounts;
  /** From 0 to 100. What is stored never falls while the run is not over. */
  readonly percent: number;
  /** The name, as stored, of the channel that is being read; null between channels. */
  readonly currentChannel: string | null;
  /** When the run will end; null while that cannot be told. */
  readonly expectedEndAt: Date | null;
  /** What came since the last heartbeat of this lease. */
  readonly added: RunCounters;
  /** The time of the last heartbeat, or of the claim, that this lease's holder knows to be stored. */
  readonly knownStoredAt: Date;
}

export type HeartbeatAnswer = 'ok' | 'cancel_requested' | 'lost';

/** Who owns a run, from one claim to the next. */
export interface RunLeaseRepository {
  /**
   * Makes a queued or running run this caller's: status `running`, fence raised, so that whoever
   * held it before has lost it; when it will end is to be told anew. Null when the run is finished or
   * not there.
   */
  claim(runId: RunId, at: Date): Promise<RunningRun | null>;
  /**
   * Fence, heartbeat and cancel in one statement: adds the progress and says whether a cancel was
   * asked for. `lost`: another worker owns the run or it is over, or the store no longer has what the
   * holder knows to be stored, as when a replica took over that had not heard of it; nothing was
   * written. Heartbeats may come in another order than they were sent in: the newest time stays.
   */
  heartbeat(lease: RunLease, progress: RunProgress, at: Date): Promise<HeartbeatAnswer>;
  /** Puts a run back to `queued` (its worker stops). False when the lease is lost. */
  handBack(lease: RunLease): Promise<boolean>;
  /** Ends a run. False when the lease is lost; nothing was written then. */
  finish(
    lease: RunLease,
    ending: { readonly status: RunEnding; readonly error: RunFailure | null; readonly at: Date },
  ): Promise<boolean>;
  /** Takes back what a worker that stopped in the middle of a write still holds, where others wait for it. */
  endStopped(): Promise<void>;
}

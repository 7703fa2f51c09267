import type { FinishedRun, RunId, TenantId } from '@annals/domain';

/** What the runs of one tenant have stored. */
export interface StoredRows {
  readonly tenantId: TenantId;
  readonly runs: number;
  readonly messages: number;
  readonly reactions: number;
  readonly attachments: number;
}

export interface MessagesOfDay {
  /** In UTC, as `2026-03-01`. */
  readonly day: string;
  /** Sent on that day and stored, tombstones included. */
  readonly messages: number;
}

/** Errors of one code. */
export interface ErrorCause {
  readonly code: string;
  readonly errors: number;
  /** How many channels they are about; 0 when they are about whole runs. */
  readonly channels: number;
  readonly lastOccurredAt: Date;
  /** The sentence of the last one, and its run. */
  readonly message: string;
  readonly runId: RunId;
}

/** Figures over many rows, for people to look at. No run needs any of them. */
export interface FiguresRepository {
  /** The most recently finished run of each of these tenants that has any, in no order. */
  lastFinishedRuns(tenantIds: readonly TenantId[]): Promise<FinishedRun[]>;
  /**
   * What the runs have added that ended at or after `since` or are not over, whenever they began;
   * tenants without such runs are left out. In no order.
   */
  storedSince(tenantIds: readonly TenantId[], since: Date): Promise<StoredRows[]>;
  /**
   * Messages sent at or after `from`, by day, oldest first; days without any are left out, and so
   * are the messages of removed channels.
   */
  messagesPerDay(tenantId: TenantId, from: Date): Promise<MessagesOfDay[]>;
  /** What went wrong at or after `since`, by code, the latest first. */
  errorCauses(tenantId: TenantId, since: Date): Promise<ErrorCause[]>;
}

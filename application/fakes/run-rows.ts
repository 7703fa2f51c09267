import {
  type FinishedRun,
  isFinished,
  noCounters,
  type QueuedRun,
  type SyncRun,
} from '@annals/domain';
import type { NewRun } from '../ports/run-repository.ts';
import { inOrder, type RunRow } from './memory-tables.ts';

type RunOf<Row extends RunRow> = Extract<SyncRun, { status: Row['status'] }>;

/** The row of a run that waits for its first worker. */
export function queuedRow(run: NewRun, scheduledFor: Date | null): QueuedRun & RunRow {
  const { id, tenantId, trigger, mode, channelIds, queuedAt, requestedBy } = run;
  return {
    ...{ id, tenantId, trigger, mode, channelIds, queuedAt, requestedBy, scheduledFor },
    status: 'queued',
    fence: 0,
    startedAt: null,
    heartbeatAt: null,
    expectedEndAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    channels: { total: 0, done: 0, skipped: 0, failed: 0 },
    counters: noCounters,
    percent: 0,
    currentChannel: null,
    error: null,
  };
}

/** A run as its row tells it. */
export function toRun<Row extends RunRow>(row: Row): RunOf<Row> {
  const { requestedBy: _, scheduledFor: __, ...run } = row;
  return run as unknown as RunOf<Row>;
}

/** The one of these runs that finished last; null when none has. */
export function latestFinished(runs: readonly RunRow[]): (FinishedRun & RunRow) | null {
  const finished = runs.flatMap((run) => (isFinished(run) ? [run as FinishedRun & RunRow] : []));
  const latest = inOrder(finished, ({ id }) => id).toSorted(
    (a, b) => a.finishedAt.getTime() - b.finishedAt.getTime(),
  );
  return latest.at(-1) ?? null;
}

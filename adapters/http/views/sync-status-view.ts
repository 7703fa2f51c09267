import type { SyncProgressReport, SyncState, SyncStatusReport } from '@annals/application';
import { type Freshness, freshnessStates } from '@annals/domain';
import { z } from 'zod';
import { progressView, progressViewSchema } from './progress-view.ts';
import { type RunView, runView, runViewSchema } from './run-view.ts';

/** Where a tenant's sync stands, as it is answered. */
export interface SyncStatusView {
  readonly state: SyncState;
  readonly currentRun: RunView | null;
  readonly lastRun: RunView | null;
  readonly lastSuccessfulSyncAt: string | null;
  readonly nextScheduledAt: string | null;
  readonly freshness: Freshness;
  readonly queuePosition: number | null;
  readonly progress: SyncProgressReport | null;
}

export const syncStatusViewSchema: z.ZodType<SyncStatusView> = z
  .object({
    state: z.enum(['idle', 'pending', 'queued', 'running', 'cancelling']),
    currentRun: runViewSchema.nullable(),
    lastRun: runViewSchema.nullable(),
    lastSuccessfulSyncAt: z.iso.datetime().nullable(),
    nextScheduledAt: z.iso.datetime().nullable(),
    freshness: z.enum(freshnessStates),
    queuePosition: z.int().nonnegative().nullable(),
    progress: progressViewSchema.nullable(),
  })
  .meta({ id: 'SyncStatus' });

export function syncStatusView(report: SyncStatusReport, now: Date): SyncStatusView {
  const { state, currentRun, lastRun, freshness, queuePosition, progress } = report;
  return {
    state,
    currentRun: currentRun && runView(currentRun, now),
    lastRun: lastRun && runView(lastRun, now),
    lastSuccessfulSyncAt: report.lastSuccessfulSyncAt?.toISOString() ?? null,
    nextScheduledAt: report.nextScheduledAt?.toISOString() ?? null,
    freshness,
    queuePosition,
    progress: progress && progressView(progress),
  };
}

import type { SyncProgressReport, SyncState, SyncStatusReport } from '@annals/application';
import { z } from 'zod';
import { type RunView, runView, runViewSchema } from './run-view.ts';

/** Where a tenant's sync stands, as it is answered. */
export interface SyncStatusView {
  readonly state: SyncState;
  readonly currentRun: RunView | null;
  readonly lastRun: RunView | null;
  readonly lastSuccessfulSyncAt: string | null;
  readonly queuePosition: number | null;
  readonly progress: SyncProgressReport | null;
}

const count = z.int().nonnegative();

export const syncStatusViewSchema: z.ZodType<SyncStatusView> = z.object({
  state: z.enum(['idle', 'pending', 'queued', 'running', 'cancelling']),
  currentRun: runViewSchema.nullable(),
  lastRun: runViewSchema.nullable(),
  lastSuccessfulSyncAt: z.iso.datetime().nullable(),
  queuePosition: count.nullable(),
  progress: z
    .object({
      channelsTotal: count,
      channelsDone: count,
      messages: count,
      messagesPerSecond: z.number().nonnegative().nullable(),
    })
    .nullable(),
});

export function syncStatusView(report: SyncStatusReport, now: Date): SyncStatusView {
  const { state, currentRun, lastRun, queuePosition, progress } = report;
  return {
    state,
    currentRun: currentRun && runView(currentRun, now),
    lastRun: lastRun && runView(lastRun, now),
    lastSuccessfulSyncAt: report.lastSuccessfulSyncAt?.toISOString() ?? null,
    queuePosition,
    progress: progress && {
      channelsTotal: progress.channelsTotal,
      channelsDone: progress.channelsDone,
      messages: progress.messages,
      messagesPerSecond: progress.messagesPerSecond,
    },
  };
}

import type { SyncProgressReport } from '@annals/application';
import { syncPhases } from '@annals/domain';
import { z } from 'zod';

const count = z.int().nonnegative();

/** How far a run is, wherever that is answered. */
export const progressViewSchema: z.ZodType<SyncProgressReport> = z
  .object({
    phase: z.enum(syncPhases),
    percent: z.number().min(0).max(100),
    channelsTotal: count,
    channelsDone: count,
    messages: count,
    messagesPerSecond: z.number().nonnegative().nullable(),
    etaSeconds: count.nullable(),
    currentChannel: z.string().nullable(),
  })
  .meta({ id: 'Progress' });

export function progressView(progress: SyncProgressReport): SyncProgressReport {
  return {
    phase: progress.phase,
    percent: oneDecimal(progress.percent),
    channelsTotal: progress.channelsTotal,
    channelsDone: progress.channelsDone,
    messages: progress.messages,
    messagesPerSecond: progress.messagesPerSecond,
    etaSeconds: progress.etaSeconds,
    currentChannel: progress.currentChannel,
  };
}

/** Rounded down: nothing is at 100 before it is over. */
function oneDecimal(percent: number): number {
  return Math.floor(percent * 10) / 10;
}

import {
  type ChannelCounts,
  type RunFailure,
  type RunMode,
  type RunStatus,
  type RunTrigger,
  runModes,
  runStatuses,
  runTriggers,
  type SyncRun,
} from '@annals/domain';
import { z } from 'zod';

/** A run, wherever one is answered. */
export interface RunView {
  readonly runId: string;
  readonly tenantId: string;
  readonly trigger: RunTrigger;
  readonly mode: RunMode;
  readonly status: RunStatus;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** From its first start to its end, or to now; null before it starts. */
  readonly durationMs: number | null;
  readonly channels: ChannelCounts;
  readonly messages: {
    readonly added: number;
    readonly updated: number;
    readonly deleted: number;
  };
  readonly reactions: number;
  readonly attachments: number;
  readonly requests: number;
  readonly rateLimitWaitMs: number;
  readonly error: RunFailure | null;
}

const count = z.int().nonnegative();

export const runViewSchema: z.ZodType<RunView> = z
  .object({
    runId: z.uuid(),
    tenantId: z.uuid(),
    trigger: z.enum(runTriggers),
    mode: z.enum(runModes),
    status: z.enum(runStatuses),
    queuedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    durationMs: count.nullable(),
    channels: z.object({ total: count, done: count, skipped: count, failed: count }),
    messages: z.object({ added: count, updated: count, deleted: count }),
    reactions: count,
    attachments: count,
    requests: count,
    rateLimitWaitMs: count,
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'Run' });

export function runView(run: SyncRun, now: Date): RunView {
  const { channels, counters } = run;
  return {
    runId: run.id,
    tenantId: run.tenantId,
    trigger: run.trigger,
    mode: run.mode,
    status: run.status,
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    durationMs: durationMs(run, now),
    channels: {
      total: channels.total,
      done: channels.done,
      skipped: channels.skipped,
      failed: channels.failed,
    },
    messages: {
      added: counters.messagesAdded,
      updated: counters.messagesUpdated,
      deleted: counters.messagesDeleted,
    },
    reactions: counters.reactions,
    attachments: counters.attachments,
    requests: counters.requests,
    rateLimitWaitMs: counters.rateLimitWaitMs,
    error: run.error && { code: run.error.code, message: run.error.message },
  };
}

function durationMs({ startedAt, finishedAt }: SyncRun, now: Date): number | null {
  if (startedAt === null) return null;
  // The clocks of two machines may disagree by a little.
  return Math.max(0, (finishedAt ?? now).getTime() - startedAt.getTime());
}

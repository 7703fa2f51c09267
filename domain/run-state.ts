import type { ChannelId, RunId, TenantId } from './ids.ts';

export const runTriggers = ['scheduled', 'manual', 'initial'] as const;
export type RunTrigger = (typeof runTriggers)[number];

/** `incremental` reads what is new, `full` looks back over the whole history. */
export const runModes = ['incremental', 'full'] as const;
export type RunMode = (typeof runModes)[number];

/**
 * queued → running → succeeded | partial | rate_limited | failed | cancelled.
 * A running run goes back to queued when its worker stops gracefully; a queued one may end
 * cancelled or failed without ever running.
 */
export const runEndings = ['succeeded', 'partial', 'rate_limited', 'failed', 'cancelled'] as const;
export type RunEnding = (typeof runEndings)[number];
export type RunStatus = 'queued' | 'running' | RunEnding;
export const runStatuses: readonly RunStatus[] = ['queued', 'running', ...runEndings];

/**
 * What a run is at. `discovering`: it looks for channels, and counts those without news as it finds
 * them. `reading`: their messages. `checking`: all are read, and what was deleted and who reacted is
 * asked.
 */
export const syncPhases = ['discovering', 'reading', 'checking'] as const;
export type SyncPhase = (typeof syncPhases)[number];

/**
 * Channels of the present attempt, counted anew after a takeover, as soon as they are listed. `done`,
 * `skipped` and `failed` are disjoint; what they leave of `total` is still to come.
 */
export interface ChannelCounts {
  readonly total: number;
  readonly done: number;
  /** Without news, so not read. */
  readonly skipped: number;
  readonly failed: number;
}

/** What a run has stored and asked for, over all of its attempts. */
export interface RunCounters {
  readonly messagesAdded: number;
  readonly messagesUpdated: number;
  readonly messagesDeleted: number;
  readonly reactions: number;
  readonly attachments: number;
  readonly requests: number;
  readonly rateLimitWaitMs: number;
}

export const noCounters: RunCounters = {
  messagesAdded: 0,
  messagesUpdated: 0,
  messagesDeleted: 0,
  reactions: 0,
  attachments: 0,
  requests: 0,
  rateLimitWaitMs: 0,
};

export function addCounters(a: RunCounters, b: Partial<RunCounters>): RunCounters {
  return {
    messagesAdded: a.messagesAdded + (b.messagesAdded ?? 0),
    messagesUpdated: a.messagesUpdated + (b.messagesUpdated ?? 0),
    messagesDeleted: a.messagesDeleted + (b.messagesDeleted ?? 0),
    reactions: a.reactions + (b.reactions ?? 0),
    attachments: a.attachments + (b.attachments ?? 0),
    requests: a.requests + (b.requests ?? 0),
    rateLimitWaitMs: a.rateLimitWaitMs + (b.rateLimitWaitMs ?? 0),
  };
}

/** A code to act on by program and one sentence to act on by hand. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
}

interface RunFacts {
  readonly id: RunId;
  readonly tenantId: TenantId;
  readonly trigger: RunTrigger;
  readonly mode: RunMode;
  /** Only these channels (and their threads); null for all. */
  readonly channelIds: readonly ChannelId[] | null;
  /** Raised by every start; a worker whose fence is lower has lost the run. */
  readonly fence: number;
  readonly queuedAt: Date;
  readonly cancelRequestedAt: Date | null;
  readonly channels: ChannelCounts;
  readonly counters: RunCounters;
  /** From 0 to 100; never falls. */
  readonly percent: number;
  /** The name, as stored, of the channel that was last being read; null between channels. */
  readonly currentChannel: string | null;
}

export interface QueuedRun extends RunFacts {
  readonly status: 'queued';
  /** Set when it ran before and was handed back. */
  readonly startedAt: Date | null;
  readonly heartbeatAt: Date | null;
  readonly expectedEndAt: null;
  readonly finishedAt: null;
  readonly error: null;
}

export interface RunningRun extends RunFacts {
  readonly status: 'running';
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  /** As its worker told with the last heartbeat; null while that cannot be told. */
  readonly expectedEndAt: Date | null;
  readonly finishedAt: null;
  readonly error: null;
}

export interface FinishedRun extends RunFacts {
  readonly status: RunEnding;
  readonly startedAt: Date | null;
  readonly heartbeatAt: Date | null;
  readonly expectedEndAt: null;
  readonly finishedAt: Date;
  /** Null for `succeeded`; every other ending says why. */
  readonly error: RunFailure | null;
}

export type SyncRun = QueuedRun | RunningRun | FinishedRun;

export function isFinished(run: SyncRun): run is FinishedRun {
  return run.finishedAt !== null;
}

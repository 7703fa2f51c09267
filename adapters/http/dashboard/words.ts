import type { ChannelView } from '../views/channel-view.ts';
import type { RunView } from '../views/run-view.ts';
import type { SyncStatusView } from '../views/sync-status-view.ts';
import type { TenantView } from '../views/tenant-view.ts';

/** What a colour stands for. No colour stands alone: a word is always beside it. */
type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

export interface Word {
  readonly text: string;
  readonly tone: Tone;
}

export const runWords: Readonly<Record<RunView['status'], Word>> = {
  queued: { text: 'waiting', tone: 'quiet' },
  running: { text: 'running', tone: 'busy' },
  succeeded: { text: 'succeeded', tone: 'good' },
  partial: { text: 'partly succeeded', tone: 'warn' },
  rate_limited: { text: 'stopped at a rate limit', tone: 'warn' },
  failed: { text: 'failed', tone: 'bad' },
  cancelled: { text: 'cancelled', tone: 'quiet' },
};

export const channelWords: Readonly<Record<ChannelView['syncStatus'], Word>> = {
  pending: { text: 'pending', tone: 'quiet' },
  in_progress: { text: 'reading', tone: 'busy' },
  complete: { text: 'up to date', tone: 'good' },
  failed: { text: 'failed', tone: 'bad' },
  forbidden: { text: 'skipped: no access', tone: 'warn' },
  gone: { text: 'skipped: gone', tone: 'quiet' },
};

export const freshnessWords: Readonly<Record<SyncStatusView['freshness'], Word>> = {
  on_time: { text: 'on time', tone: 'good' },
  late: { text: 'late', tone: 'warn' },
  never_synced: { text: 'not synced yet', tone: 'quiet' },
  needs_action: { text: 'needs attention', tone: 'bad' },
  not_scheduled: { text: 'not scheduled', tone: 'quiet' },
};

const syncWords: Readonly<Record<Exclude<SyncStatusView['state'], 'idle'>, Word>> = {
  pending: { text: 'waiting', tone: 'quiet' },
  queued: { text: 'waiting', tone: 'quiet' },
  running: { text: 'syncing', tone: 'busy' },
  cancelling: { text: 'stopping', tone: 'busy' },
};

/** What a tenant does now or, when it does nothing, how fresh its archive is. */
export function stateWord(
  { status }: Pick<TenantView, 'status'>,
  { state, freshness }: Pick<SyncStatusView, 'state' | 'freshness'>,
): Word {
  if (state !== 'idle') return syncWords[state];
  if (status !== 'active') return { text: status, tone: 'quiet' };
  return freshnessWords[freshness];
}

export const triggerWords: Readonly<Record<RunView['trigger'], string>> = {
  scheduled: 'by schedule',
  manual: 'by hand',
  initial: 'first sync',
};

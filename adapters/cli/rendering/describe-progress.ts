import type { SyncPhase } from '@annals/domain';
import type { RunAnswer, StatusAnswer } from '../api/answers.ts';
import { count, counted, duration } from './quantities.ts';

/** How fast a run goes, how long it will take and what it is at, or waits for. */
export function describeProgress(status: StatusAnswer): string {
  const { currentRun, progress } = status;
  const parts = [
    currentRun === null ? '' : describeSpeed(currentRun),
    etaOf(progress),
    waitOf(status),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Messages, reactions and files are rows alike. */
function rowsOf({ messages, reactions, attachments }: RunAnswer): number {
  return messages.added + messages.updated + reactions + attachments;
}

/** How much it has stored, and how fast once that can be told. */
export function describeSpeed(run: RunAnswer): string {
  const { durationMs } = run;
  const rows = rowsOf(run);
  const stored = counted(rows, 'row');
  if (durationMs === null || durationMs < 1000) return stored;
  return `${stored}, ${count(Math.round((rows * 1000) / durationMs))} rows/s`;
}

function etaOf(progress: StatusAnswer['progress']): string {
  const seconds = progress?.etaSeconds ?? null;
  return seconds === null ? '' : `${duration(seconds)} left`;
}

function waitOf({ state, queuePosition, progress, currentRun }: StatusAnswer): string {
  if (state === 'pending') return 'waiting for the queue';
  if (state === 'queued') {
    const before =
      queuePosition === null || queuePosition === 0 ? '' : `, ${queuePosition} ahead of it`;
    return `waiting for a worker${before}`;
  }
  if (state === 'cancelling') return 'stopping after this batch';
  const waitedS = Math.round((currentRun?.rateLimitWaitMs ?? 0) / 1000);
  const waited = waitedS === 0 ? '' : `, waited ${duration(waitedS)} for rate limits`;
  const channel = progress?.currentChannel ?? null;
  const besideChannels = wordsOf[progress?.phase ?? 'reading'];
  return (channel === null ? besideChannels : `reading ${channel}`) + waited;
}

/** What a run does while it reads no channel. */
const wordsOf: Readonly<Record<SyncPhase, string>> = {
  discovering: 'looking for channels',
  reading: 'between channels',
  checking: 'checking deletions and reactions',
};

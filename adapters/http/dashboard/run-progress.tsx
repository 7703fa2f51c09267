import type { JSX } from 'preact';
import type { RunView } from '../views/run-view.ts';
import { Count, Duration } from './exact.tsx';
import type { RunEvent } from './use-live-runs.ts';

/** Of the time spent waiting: below it there is nothing to see. */
const WORTH_TELLING_MS = 1_000;

interface RunProgressProps {
  readonly name: string;
  readonly run: RunView;
  readonly progress: RunEvent['progress'];
}

/** How far a run is, as a bar and in words. */
export function RunProgress({ name, run, progress }: RunProgressProps): JSX.Element {
  const percent = progress?.percent ?? 0;
  const isWaiting = run.status === 'queued';
  return (
    <div class="progress">
      <div
        class={isWaiting ? 'bar waiting' : 'bar'}
        role="progressbar"
        aria-label={`Sync of ${name}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(percent)}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      <p class="small muted">
        {isWaiting || progress === null ? (
          'Waiting for a worker'
        ) : (
          <ProgressWords run={run} progress={progress} />
        )}
      </p>
    </div>
  );
}

function ProgressWords({
  run,
  progress,
}: {
  readonly run: RunView;
  readonly progress: NonNullable<RunEvent['progress']>;
}): JSX.Element {
  const { percent, channelsDone, channelsTotal, messages, messagesPerSecond, etaSeconds } =
    progress;
  return (
    <>
      <strong>{Math.floor(percent)} %</strong> ·{' '}
      {channelsTotal === 0 ? (
        'looking for channels'
      ) : (
        <>
          <Count of={channelsDone} /> of <Count of={channelsTotal} />{' '}
          {channelsTotal === 1 ? 'channel' : 'channels'}
        </>
      )}{' '}
      · <Count of={messages} /> {messages === 1 ? 'message' : 'messages'} stored
      {messagesPerSecond !== null && messagesPerSecond > 0 && (
        <>
          {' '}
          · <Count of={messagesPerSecond} /> a second
        </>
      )}
      {etaSeconds !== null && (
        <>
          {' '}
          · about <Duration ms={etaSeconds * 1000} /> left
        </>
      )}
      {run.rateLimitWaitMs >= WORTH_TELLING_MS && (
        <>
          {' '}
          · <Duration ms={run.rateLimitWaitMs} /> spent waiting for rate limits
        </>
      )}
      {progress.currentChannel !== null && (
        <>
          {' '}
          · reading “<bdi>{progress.currentChannel}</bdi>”
        </>
      )}
      {progress.phase === 'checking' && ' · checking deletions and reactions'}
    </>
  );
}

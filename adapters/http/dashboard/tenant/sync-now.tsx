import type { JSX } from 'preact';
import type { SyncStatusView } from '../../views/sync-status-view.ts';
import { Ago, Count } from '../exact.tsx';
import { Figure } from '../figure.tsx';
import { remedyFor } from '../remedies.ts';
import { RunProgress } from '../run-progress.tsx';
import { freshnessWords } from '../words.ts';

interface SyncNowProps {
  readonly name: string;
  readonly status: SyncStatusView;
}

/** What goes on now, how the last run ended, and when the next one comes. */
export function SyncNow({ name, status }: SyncNowProps): JSX.Element {
  const { currentRun, lastRun, progress, queuePosition } = status;
  const failure = currentRun === null ? (lastRun?.error ?? null) : null;
  return (
    <section aria-label="Sync">
      {currentRun !== null && <RunProgress name={name} run={currentRun} progress={progress} />}
      {queuePosition !== null && (
        <p class="small muted">
          {queuePosition === 0 ? (
            'Next in the queue'
          ) : (
            <>
              <Count of={queuePosition} /> ahead of it in the queue
            </>
          )}
        </p>
      )}
      {failure !== null && (
        <div class={lastRun?.status === 'failed' ? 'notice bad' : 'notice'}>
          <p>{failure.message}</p>
          {failure.code !== 'cancelled' && failure.code !== 'partial' && (
            <p>
              <strong>What to do:</strong> {remedyFor(failure.code)}
            </p>
          )}
        </div>
      )}
      <dl class="figures">
        <Figure name="archive">{freshnessWords[status.freshness].text}</Figure>
        <Figure name="last success">
          {status.lastSuccessfulSyncAt === null ? (
            'none yet'
          ) : (
            <Ago at={status.lastSuccessfulSyncAt} />
          )}
        </Figure>
        <Figure name="next by schedule">
          {status.nextScheduledAt === null ? 'none' : <Ago at={status.nextScheduledAt} />}
        </Figure>
      </dl>
    </section>
  );
}

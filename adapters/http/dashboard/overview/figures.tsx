import type { JSX } from 'preact';
import type { OverviewView } from '../../views/overview-view.ts';
import type { QueueView } from '../../views/queue-view.ts';
import { Ago, Count } from '../exact.tsx';
import { Figure } from '../figure.tsx';

interface FiguresProps {
  readonly entries: readonly OverviewView[];
  /** Null for who may not see it. */
  readonly queue: QueueView | null;
}

/** The whole at a glance: how many late, at work, held up; what a day brought; how old the queue is. */
export function Figures({ entries, queue }: FiguresProps): JSX.Element {
  const countOf = (is: (sync: OverviewView['sync']) => boolean) =>
    entries.filter(({ sync }) => is(sync)).length;
  const added = entries.reduce((sum, { lastDay }) => sum + rowsOf(lastDay), 0);
  return (
    <section aria-label="Figures">
      <dl class="figures">
        <Figure name="late">
          <Count of={countOf(({ freshness }) => freshness === 'late')} />
        </Figure>
        <Figure name="syncing now">
          <Count of={countOf(({ state }) => state === 'running' || state === 'cancelling')} />
        </Figure>
        <Figure name="stopped at a rate limit">
          <Count of={countOf(({ lastRun }) => lastRun?.status === 'rate_limited')} />
        </Figure>
        <Figure name="rows added in 24 h">
          <Count of={added} />
        </Figure>
        {queue !== null && (
          <Figure name="waiting in the queue">
            <Count of={queue.counts.waiting} />
            {queue.oldestWaitingAt !== null && (
              <span class="small muted">
                {' '}
                oldest <Ago at={queue.oldestWaitingAt} />
              </span>
            )}
          </Figure>
        )}
      </dl>
    </section>
  );
}

export function rowsOf(lastDay: OverviewView['lastDay']): number {
  return lastDay.messages + lastDay.reactions + lastDay.attachments;
}

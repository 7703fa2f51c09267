import type { JSX } from 'preact';
import type { CallerView } from '../../views/caller-view.ts';
import type { QueueView } from '../../views/queue-view.ts';
import { send } from '../api.ts';
import { Ago, Count } from '../exact.tsx';
import { Figure } from '../figure.tsx';
import { Heading } from '../frame.tsx';
import { useKeptFocus } from '../keep-focus.ts';
import { Failure, NoPermission, Shown } from '../states.tsx';
import { useAction } from '../use-action.ts';
import { useLoaded } from '../use-loaded.ts';
import { JobList } from './job-list.tsx';

const REFRESH_MS = 5_000;

export function QueuePage({ caller }: { readonly caller: CallerView }): JSX.Element {
  return (
    <>
      <Heading title="Queue" />
      {caller.kind === 'admin' ? (
        <Queue />
      ) : (
        <NoPermission what="The queue belongs to all tenants." />
      )}
    </>
  );
}

function Queue(): JSX.Element {
  const [loaded, reload] = useLoaded<QueueView>('/api/admin/queue', { everyMs: REFRESH_MS });
  return (
    <Shown loaded={loaded} reload={reload} what="the queue">
      {(queue) => (
        <>
          <QueueState queue={queue} onChanged={reload} />
          <QueueFigures queue={queue} />
          <JobLists queue={queue} onChanged={reload} />
          <p class="small muted">
            <a href="/admin/queues">Every job in detail</a>, on the queue’s own board, read only.
          </p>
        </>
      )}
    </Shown>
  );
}

/** Those of each state, where there are any; who saw the last one go is still somewhere. */
function JobLists({ queue, onChanged }: QueueStateProps): JSX.Element {
  const { failed, active, waiting } = queue.counts;
  const lists = useKeptFocus<HTMLElement>([failed, active, waiting].join());
  return (
    <section class="jobs" aria-label="Jobs" tabIndex={-1} ref={lists}>
      {failed + active + waiting === 0 && (
        <p class="muted">No job is waiting, running or failed.</p>
      )}
      <JobList state="failed" title="Failed" queue={queue} onChanged={onChanged} />
      <JobList state="active" title="Running" queue={queue} onChanged={onChanged} />
      <JobList state="waiting" title="Waiting" queue={queue} onChanged={onChanged} />
    </section>
  );
}

interface QueueStateProps {
  readonly queue: QueueView;
  readonly onChanged: () => void;
}

function QueueState({ queue, onChanged }: QueueStateProps): JSX.Element {
  const { paused, workersSeen } = queue;
  const { isBusy, error, run } = useAction(`${paused}`);
  const change = paused ? 'resume' : 'pause';
  return (
    <>
      {paused && (
        <div class="notice bad">
          <p>The queue is paused: no sync starts for any tenant. Those already running go on.</p>
        </div>
      )}
      {workersSeen === 0 && (
        <div class="notice bad">
          <p>
            No worker is connected. Start one with <code>bun run worker</code>, on the same database
            and queue.
          </p>
        </div>
      )}
      <div class="buttons">
        <button
          type="button"
          class={paused ? 'primary' : ''}
          aria-disabled={isBusy}
          onClick={() =>
            void run(() => send('POST', `/api/admin/queue/${change}`).finally(onChanged))
          }
        >
          {paused ? 'Resume the queue' : 'Pause the queue'}
        </button>
      </div>
      {error && <Failure error={error} />}
    </>
  );
}

function QueueFigures({ queue }: { readonly queue: QueueView }): JSX.Element {
  const { counts, oldestWaitingAt, workersSeen } = queue;
  return (
    <dl class="figures">
      <Figure name="waiting">
        <Count of={counts.waiting} />
      </Figure>
      <Figure name="oldest waiting, queued">
        {oldestWaitingAt === null ? 'none' : <Ago at={oldestWaitingAt} />}
      </Figure>
      <Figure name="running">
        <Count of={counts.active} />
      </Figure>
      <Figure name="to be retried">
        <Count of={counts.delayed} />
      </Figure>
      <Figure name="failed">
        <Count of={counts.failed} />
      </Figure>
      <Figure name="workers connected">
        {workersSeen === null ? 'unknown' : <Count of={workersSeen} />}
      </Figure>
    </dl>
  );
}

import type { JSX } from 'preact';
import type { Page } from '../../paging.ts';
import type { JobView, QueueView } from '../../views/queue-view.ts';
import type { TenantView } from '../../views/tenant-view.ts';
import { send } from '../api.ts';
import { Ago, Count } from '../exact.tsx';
import { useKeptFocus } from '../keep-focus.ts';
import { Failure, Shown } from '../states.tsx';
import { useAction } from '../use-action.ts';
import { useLoaded } from '../use-loaded.ts';

interface JobListProps {
  readonly state: 'waiting' | 'active' | 'failed';
  readonly title: string;
  readonly queue: QueueView;
  readonly onChanged: () => void;
}

/** The first jobs of a state; nothing where there is none. */
export function JobList({ state, title, queue, onChanged }: JobListProps): JSX.Element | null {
  const count = queue.counts[state];
  const path = `/api/admin/queue/jobs?state=${state}&limit=20`;
  // With every look at the queue: one job may have taken the place of another, which no count tells.
  const [loaded, reload] = useLoaded<Page<JobView>>(count === 0 ? null : path, { news: queue });
  const items = loaded.state === 'ready' ? loaded.answer.items : [];
  const list = useKeptFocus<HTMLElement>(items.map(({ jobId }) => jobId).join());
  if (count === 0) return null;
  const titleId = `${state}-title`;
  return (
    <section aria-labelledby={titleId} tabIndex={-1} ref={list}>
      <h2 id={titleId}>
        {title}{' '}
        <span class="muted small">
          <Count of={count} />
        </span>
      </h2>
      <Shown loaded={loaded} reload={reload} what={`the jobs: ${title}`}>
        {({ items }) => (
          <ul class="rows">
            {items.map((job) => (
              <Job key={job.jobId} job={job} onChanged={onChanged} />
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
}

/** By its name, once that is known. */
function TenantLink({ tenantId }: { readonly tenantId: string }): JSX.Element {
  const [loaded] = useLoaded<TenantView>(`/api/tenants/${tenantId}`);
  const name = loaded.state === 'ready' ? loaded.answer.name : 'Its tenant';
  return (
    <a href={`/tenants/${tenantId}`}>
      <bdi>{name}</bdi>
    </a>
  );
}

function Job({
  job,
  onChanged,
}: {
  readonly job: JobView;
  readonly onChanged: () => void;
}): JSX.Element {
  const { isBusy, error, run } = useAction();
  const path = `/api/admin/queue/jobs/${job.jobId}`;
  const ask = (work: () => Promise<unknown>) => void run(() => work().finally(onChanged));
  return (
    <li class="job-row">
      <div>
        <TenantLink tenantId={job.tenantId} />{' '}
        <span class="muted small">
          queued <Ago at={job.queuedAt} />
          {job.attempts > 0 && (
            <>
              {' '}
              · attempts: <Count of={job.attempts} />
            </>
          )}
        </span>
        {job.failure !== null && <p class="small">{job.failure}</p>}
      </div>
      {job.state === 'failed' && (
        <div class="buttons">
          <button
            type="button"
            aria-disabled={isBusy}
            onClick={() => ask(() => send('POST', `${path}/retry`))}
          >
            Retry
          </button>
          <button
            type="button"
            aria-disabled={isBusy}
            onClick={() => ask(() => send('DELETE', path))}
          >
            Forget
          </button>
        </div>
      )}
      {error && <Failure error={error} />}
    </li>
  );
}

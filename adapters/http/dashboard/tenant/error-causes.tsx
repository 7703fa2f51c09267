import type { JSX } from 'preact';
import type { ErrorCausesView } from '../../views/activity-view.ts';
import { Ago, Count } from '../exact.tsx';
import { remedyFor, titleOf } from '../remedies.ts';
import { Shown } from '../states.tsx';
import { useLoaded } from '../use-loaded.ts';

interface ErrorCausesProps {
  readonly tenantId: string;
  /** Another one when there may be more to show. */
  readonly news: string;
}

/** What went wrong in a week, by its cause, with what helps. */
export function ErrorCauses({ tenantId, news }: ErrorCausesProps): JSX.Element {
  const [loaded, reload] = useLoaded<ErrorCausesView>(
    `/api/tenants/${tenantId}/sync/errors?days=7`,
    { news },
  );
  return (
    <section aria-labelledby="errors-title">
      <h2 id="errors-title">Errors of the last 7 days</h2>
      <Shown loaded={loaded} reload={reload} what="the errors">
        {({ causes }) =>
          causes.length === 0 ? (
            <p class="all-well">None in any channel.</p>
          ) : (
            <ul class="actions">
              {causes.map(({ code, errors, channels, lastOccurredAt, message }) => (
                <li key={code} class="warn">
                  <h3>
                    {titleOf(code)}{' '}
                    <span class="muted small">
                      <Count of={errors} /> {errors === 1 ? 'time' : 'times'}
                      {channels > 0 && (
                        <>
                          {' '}
                          in <Count of={channels} /> {channels === 1 ? 'channel' : 'channels'}
                        </>
                      )}
                      , latest <Ago at={lastOccurredAt} />
                    </span>
                  </h3>
                  <p>{message}</p>
                  <p>
                    <strong>What to do:</strong> {remedyFor(code)}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TenantView } from '../../views/tenant-view.ts';
import { send } from '../api.ts';
import { useKeptFocus } from '../keep-focus.ts';
import { Failure } from '../states.tsx';
import { useAction } from '../use-action.ts';

interface SyncActionsProps {
  readonly tenant: TenantView;
  readonly isAdmin: boolean;
  readonly isAtWork: boolean;
  readonly isStopping: boolean;
  readonly onChanged: () => void;
}

/** What may be asked of a tenant's sync; only an admin pauses it. */
export function SyncActions(props: SyncActionsProps): JSX.Element {
  const { tenant, isAdmin, isAtWork, isStopping, onChanged } = props;
  const { isBusy, error, run } = useAction([tenant.status, isAtWork, isStopping].join());
  const sync = `/api/tenants/${tenant.id}/sync`;
  /** Whether a full sync was asked for, and another one was under way. */
  const [hasJoined, setJoined] = useState(false);
  const ask = (work: () => Promise<unknown>) => {
    setJoined(false);
    // What is refused is another than is shown.
    void run(() => work().finally(onChanged));
  };
  const askForAll = async () => {
    const body = { mode: 'full' };
    const { deduplicated } = await send<{ readonly deduplicated: boolean }>('POST', sync, body);
    setJoined(deduplicated);
  };
  const setStatus = (status: TenantView['status']) =>
    ask(() => send('PATCH', `/api/tenants/${tenant.id}`, { status }));
  const isActive = tenant.status === 'active';
  const group = useKeptFocus<HTMLFieldSetElement>(`${isAtWork} ${isStopping} ${isBusy}`);

  return (
    <>
      <fieldset class="buttons" aria-label="Sync actions" tabIndex={-1} ref={group}>
        {isAtWork ? (
          <button
            type="button"
            disabled={isBusy || isStopping}
            onClick={() => ask(() => send('DELETE', sync))}
          >
            {isStopping ? 'Stopping …' : 'Cancel this sync'}
          </button>
        ) : (
          <>
            <button
              type="button"
              class="primary"
              disabled={isBusy || !isActive}
              onClick={() => ask(() => send('POST', sync, { mode: 'incremental' }))}
            >
              Sync now
            </button>
            <button type="button" disabled={isBusy || !isActive} onClick={() => ask(askForAll)}>
              Full sync
            </button>
          </>
        )}
        {isAdmin && (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => setStatus(isActive ? 'paused' : 'active')}
          >
            {isActive ? 'Pause' : 'Resume'}
          </button>
        )}
      </fieldset>
      {!isActive && (
        <p class="small muted">
          It is {tenant.status}: no sync starts until an admin resumes it. What is archived stays.
        </p>
      )}
      {isActive && !isAtWork && (
        <p class="small muted">
          “Full sync” reads the whole history again, for edits and deletions of any age.
        </p>
      )}
      {hasJoined && (
        <p class="notice" role="alert">
          A sync was under way already. Unless that is a full one, ask for “Full sync” again once it
          has ended.
        </p>
      )}
      {error && <Failure error={error} />}
    </>
  );
}

import type { JSX, TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { TenantView } from '../../views/tenant-view.ts';
import { send } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { navigate } from '../router.ts';
import { Failure } from '../states.tsx';
import { useAction } from '../use-action.ts';

/** Takes a tenant away with all that was archived: whoever does it types its slug first. */
export function RemoveTenant({ tenant }: { readonly tenant: TenantView }): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const { isBusy, error, run } = useAction(`${isAsking}`);
  const close = () => {
    setTyped('');
    setAsking(false);
  };
  const submit = async (event: TargetedEvent<HTMLFormElement>) => {
    const form = event.currentTarget;
    event.preventDefault();
    if (typed !== tenant.slug) return;
    const isRemoved = await run(() => send('DELETE', `/api/tenants/${tenant.id}`));
    // It may take minutes, and whoever went on meanwhile is busy elsewhere.
    if (isRemoved && form.isConnected) navigate('/');
  };
  return (
    <section aria-labelledby="remove-title" class="danger-zone">
      <h2 id="remove-title">Remove</h2>
      <p>Removes this tenant with everything that was archived of it. There is no way back.</p>
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        <span>
          Remove <bdi>{tenant.name}</bdi> …
        </span>
      </button>
      {isAsking && (
        <Dialog
          title={
            <>
              Remove <bdi>{tenant.name}</bdi>?
            </>
          }
          onClose={close}
        >
          <form onSubmit={(event) => void submit(event)}>
            <p>
              Its messages, channels, runs and keys are deleted from the database. To pause syncs
              and keep the archive, use “Pause” instead.
            </p>
            <label for="typed-slug">
              Type <code>{tenant.slug}</code> to go on
            </label>
            <input
              id="typed-slug"
              autocomplete="off"
              spellcheck={false}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
            {error && <Failure error={error} />}
            <div class="buttons">
              <button
                type="submit"
                class="danger"
                aria-disabled={isBusy}
                disabled={typed !== tenant.slug}
              >
                {isBusy ? 'Removing …' : 'Remove for good'}
              </button>
              {/* As Escape does: the browser gives the focus back to where it was. */}
              <button
                type="button"
                disabled={isBusy}
                onClick={(event) => event.currentTarget.closest('dialog')?.close()}
              >
                Keep it
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </section>
  );
}

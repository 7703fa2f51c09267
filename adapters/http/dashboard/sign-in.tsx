import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CallerView } from '../views/caller-view.ts';
import { send } from './api.ts';
import { Failure } from './states.tsx';
import { useAction } from './use-action.ts';

interface SignInProps {
  /** Whether somebody was signed in until just now. */
  readonly hasEnded: boolean;
  readonly onSignedIn: (caller: CallerView) => void;
}

export function SignIn({ hasEnded, onSignedIn }: SignInProps): JSX.Element {
  const [key, setKey] = useState('');
  const { isBusy, error, run } = useAction(key);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in · Annals';
    field.current?.focus();
  }, []);

  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => onSignedIn(await send<CallerView>('POST', '/session', { key })));
  };

  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>Annals</h1>
        <p class="muted">
          {hasEnded
            ? 'Your session has ended. Sign in again to go on.'
            : 'The whole public history of your communities, in your own database.'}
        </p>
        <label for="key">Key</label>
        <input
          id="key"
          ref={field}
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        {error && <Failure error={error} />}
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {isBusy ? 'Signing in …' : 'Sign in'}
        </button>
        <p class="muted small">
          The admin key was shown once, when Annals first started, or is the one you set as{' '}
          <code>ADMIN_API_KEY</code>. A tenant’s key shows only that tenant.
        </p>
      </form>
    </main>
  );
}

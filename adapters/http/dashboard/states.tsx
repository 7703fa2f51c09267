import type { ComponentChildren, JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { ApiError } from './api.ts';
import { Away } from './away.ts';
import { useAction } from './use-action.ts';
import type { Loaded } from './use-loaded.ts';
import type { Word } from './words.ts';

/** A word with its colour; never a colour alone. */
export function State({ word }: { readonly word: Word }): JSX.Element {
  return <span class={`state ${word.tone}`}>{word.text}</span>;
}

/** Whatever is being read: the place is kept, so that nothing jumps. */
export function Loading({ what }: { readonly what: string }): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">Loading {what} …</span>
      <span class="shimmer" />
      <span class="shimmer" />
      <span class="shimmer" />
    </div>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="empty">{children}</div>;
}

export function NoPermission({ what }: { readonly what: string }): JSX.Element {
  return (
    <Empty>
      <h2>This needs an admin key</h2>
      <p>
        {what} You are signed in with a tenant’s key, which shows only that tenant. Sign in again
        with an admin key, or ask whoever runs Annals.
      </p>
      <a href="/">Back to the overview</a>
    </Empty>
  );
}

/** What went wrong, and a way to try again where that may help. */
export function Failure({
  error,
  retry,
}: {
  readonly error: ApiError;
  readonly retry?: () => Promise<void>;
}): JSX.Element {
  const { isBusy, run } = useAction();
  return (
    <div class="failure" role="alert">
      <p>{error.message}</p>
      {error.faults.length > 0 && (
        <ul>
          {error.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {retry && (
        <button type="button" aria-disabled={isBusy} onClick={() => void run(retry)}>
          {isBusy ? 'Trying …' : 'Try again'}
        </button>
      )}
    </div>
  );
}

/** One of the above until there is something to show; what was known stays while it is renewed. */
export function Shown<Answer>({
  loaded,
  reload,
  what,
  children,
}: {
  readonly loaded: Loaded<Answer>;
  readonly reload: () => Promise<void>;
  readonly what: string;
  readonly children: (answer: Answer) => ComponentChildren;
}): JSX.Element {
  const isAway = useContext(Away);
  if (loaded.state === 'loading') return <Loading what={what} />;
  if (loaded.state === 'failed') return <Failure error={loaded.error} retry={reload} />;
  return (
    <Away value={isAway || loaded.error !== null}>
      {loaded.error && <Failure error={loaded.error} retry={reload} />}
      {children(loaded.answer)}
    </Away>
  );
}

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { CallerView } from '../views/caller-view.ts';
import type { Route } from './router.ts';
import { Loading } from './states.tsx';
import { useAction } from './use-action.ts';

interface FrameProps {
  readonly caller: CallerView;
  readonly route: Route;
  readonly onSignOut: () => Promise<void>;
  readonly children: ComponentChildren;
}

/** What is around every view: where one can go, and the way out. */
export function Frame({ caller, route, onSignOut, children }: FrameProps): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const place = JSON.stringify(route);
  const signOut = useAction(place);
  const isFirst = useRef(true);
  useEffect(() => {
    // Who goes on by keyboard or listens starts at the new view, not at its end.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
    scrollTo(0, 0);
  }, [place]);

  const link = (path: string, text: string, views: readonly Route['view'][]) => (
    <a href={path} aria-current={views.includes(route.view) ? 'page' : undefined}>
      {text}
    </a>
  );
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <div class="inner">
          <a class="wordmark" href="/">
            Annals
          </a>
          <nav aria-label="Views">
            {link('/', 'Overview', ['overview', 'tenant', 'new-tenant'])}
            {caller.kind === 'admin' && link('/queue', 'Queue', ['queue'])}
            <a href="/openapi">API</a>
          </nav>
          <button
            type="button"
            class="plain"
            aria-disabled={signOut.isBusy}
            onClick={() => void signOut.run(onSignOut)}
          >
            Sign out
          </button>
        </div>
      </header>
      <main id="main" class="page" tabIndex={-1} ref={main}>
        {signOut.error && (
          <p class="failure" role="alert">
            You are still signed in. {signOut.error.message}
          </p>
        )}
        {/* What a view still asks for goes with it, and is not refused for want of a session. */}
        {signOut.isBusy ? <Loading what="the sign-in form" /> : children}
      </main>
    </>
  );
}

/** The heading of a view, which is the page's title too as soon as it is shown. */
export function Heading({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  useLayoutEffect(() => {
    document.title = `${title} · Annals`;
  }, [title]);
  return (
    <div class="heading">
      <h1>
        <bdi>{title}</bdi>
      </h1>
      {children}
    </div>
  );
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CallerView } from '../views/caller-view.ts';
import { ApiError, get, send, whenSessionEnds } from './api.ts';
import { Frame, Heading } from './frame.tsx';
import { NewTenantPage } from './new-tenant/new-tenant-page.tsx';
import { OverviewPage } from './overview/overview-page.tsx';
import { QueuePage } from './queue/queue-page.tsx';
import { type Route, useRoute } from './router.ts';
import { SignIn } from './sign-in.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { TenantPage } from './tenant/tenant-page.tsx';

type Session =
  | { readonly state: 'unknown' | 'signed-out' | 'ended' }
  | { readonly state: 'unreachable'; readonly error: ApiError }
  | { readonly state: 'signed-in'; readonly caller: CallerView };

/** The dashboard: whoever is signed in sees a view, everybody else is asked for a key. */
export function App(): JSX.Element {
  const [session, setSession] = useState<Session>({ state: 'unknown' });
  const route = useRoute();

  const recognise = async () => {
    try {
      const caller = await get<CallerView>('/api/caller');
      setSession({ state: 'signed-in', caller });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 401) setSession({ state: 'unreachable', error });
    }
  };
  useEffect(() => {
    // Whoever has signed out ended it: what was still asked for then says nothing new.
    whenSessionEnds(() =>
      setSession((known) => (known.state === 'signed-out' ? known : { state: 'ended' })),
    );
    const look = () => {
      // Without a session this is the one request that fails, and the browser says so.
      if (hasSignedIn()) void recognise();
      else setSession({ state: 'signed-out' });
    };
    look();
    // All tabs share one session: whoever signs in or out in another has done so here.
    const follow = ({ key }: StorageEvent) => key === SIGNED_IN && look();
    addEventListener('storage', follow);
    return () => removeEventListener('storage', follow);
  }, []);

  if (session.state === 'unknown' || session.state === 'unreachable') {
    return (
      <main class="sign-in">
        <div>
          <h1>Annals</h1>
          {session.state === 'unreachable' ? (
            <Failure error={session.error} retry={recognise} />
          ) : (
            <Loading what="the dashboard" />
          )}
        </div>
      </main>
    );
  }
  if (session.state !== 'signed-in') {
    return (
      <SignIn
        hasEnded={session.state === 'ended'}
        onSignedIn={(caller) => {
          rememberSignedIn(true);
          setSession({ state: 'signed-in', caller });
        }}
      />
    );
  }
  const signOut = async () => {
    await send('DELETE', '/session');
    rememberSignedIn(false);
    setSession({ state: 'signed-out' });
  };
  return (
    <Frame
      // What another key has shown goes with it.
      key={session.caller.keyId}
      {...{ caller: session.caller, route, onSignOut: signOut }}
    >
      <View caller={session.caller} route={route} />
    </Frame>
  );
}

function View({
  caller,
  route,
}: {
  readonly caller: CallerView;
  readonly route: Route;
}): JSX.Element {
  switch (route.view) {
    case 'overview':
      return <OverviewPage caller={caller} />;
    case 'tenant':
      return <TenantPage key={route.tenant} caller={caller} tenant={route.tenant} />;
    case 'new-tenant':
      return <NewTenantPage caller={caller} />;
    case 'queue':
      return <QueuePage caller={caller} />;
    case 'nowhere':
      return (
        <Empty>
          <Heading title="There is nothing at this address" />
          <a href="/">Back to the overview</a>
        </Empty>
      );
  }
}

const SIGNED_IN = 'annals.signed-in';

/** Whether it is worth asking: the session itself is where no script can see it. */
function hasSignedIn(): boolean {
  return localStorage.getItem(SIGNED_IN) !== null;
}

function rememberSignedIn(isSignedIn: boolean): void {
  // Another text each time: else other tabs would not hear of it.
  if (isSignedIn) localStorage.setItem(SIGNED_IN, new Date().toISOString());
  else localStorage.removeItem(SIGNED_IN);
}

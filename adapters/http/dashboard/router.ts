import { useEffect, useState } from 'preact/hooks';
import { keepPlace } from './place-in-history.ts';

export type Route =
  | { readonly view: 'overview' | 'new-tenant' | 'queue' | 'nowhere' }
  | { readonly view: 'tenant'; readonly tenant: string };

/** What an address of the dashboard shows; with a slash at its end the same, as the server has it. */
export function routeOf(address: string): Route {
  if (address === '/') return { view: 'overview' };
  const path = address.replace(/\/$/, '');
  if (path === '/queue') return { view: 'queue' };
  if (path === '/new-tenant') return { view: 'new-tenant' };
  const tenant = /^\/tenants\/(?<tenant>[a-z0-9-]+)$/i.exec(path)?.groups?.tenant;
  return tenant === undefined ? { view: 'nowhere' } : { view: 'tenant', tenant };
}

/** Goes there; whoever comes back finds this view as it is left. */
export function navigate(path: string): void {
  keepPlace({ top: scrollY });
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Where the dashboard is. Links of its own are followed without loading the page anew. */
export function useRoute(): Route {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener('popstate', follow);
    document.addEventListener('click', followLink);
    return () => {
      removeEventListener('popstate', follow);
      document.removeEventListener('click', followLink);
    };
  }, []);
  return routeOf(path);
}

function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (link === null || !isPlain || event.defaultPrevented) return;
  // To a place on this view: the browser's own affair.
  if (link.hash !== '') return;
  if (link.origin !== location.origin || routeOf(link.pathname).view === 'nowhere') return;
  event.preventDefault();
  navigate(link.pathname);
}

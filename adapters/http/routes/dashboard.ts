import { type AnyElysia, Elysia } from 'elysia';
import { bundleDashboard, type DashboardBundle, ICON } from '../dashboard-bundle.ts';
import { OWN_FILES_ONLY } from '../page-policy.ts';
import { HttpProblem } from '../problem.ts';
import { assetResponse, KEPT_FOR_EVER } from '../static-asset.ts';

/** The addresses that the page itself understands. */
const views = ['/', '/new-tenant', '/tenants/:slug', '/queue'];

export interface Dashboard {
  readonly routes: AnyElysia;
  /** The page at an address that is none of its own, which it says by itself. */
  nowhere(): Promise<Response>;
}

/** `/`: the dashboard. It asks for a key itself, and uses the API alone. */
export function createDashboard(): Dashboard {
  let bundled: Promise<DashboardBundle> | null = null;
  // When somebody looks: a process that nobody watches need not know how it would look.
  const bundle = () => {
    bundled ??= bundleDashboard();
    return bundled;
  };
  const page = async (status: number) =>
    new Response((await bundle()).html, { status, headers: pageHeaders });
  const show = () => page(200);
  const detail = { hide: true };
  const routes = new Elysia()
    .get(
      '/assets/:name',
      async ({ params, request }) => assetOf(await bundle(), params.name, request),
      { detail },
    )
    // Asked for by browsers wherever a page names no icon: the API's, for instance.
    .get('/favicon.ico', () => new Response(ICON, { headers: iconHeaders }), { detail });
  for (const view of views) routes.get(view, show, { detail });
  return { routes, nowhere: () => page(404) };
}

const iconHeaders = { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' };

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': OWN_FILES_ONLY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // It names the assets of this version.
  'cache-control': 'no-cache',
};

function assetOf({ assets }: DashboardBundle, name: string, request: Request): Response {
  const asset = assets.get(name);
  if (asset === undefined) throw new HttpProblem('not_found');
  return assetResponse(asset, request, KEPT_FOR_EVER);
}

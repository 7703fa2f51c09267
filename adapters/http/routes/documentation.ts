import { fileURLToPath } from 'node:url';
import { type AnyElysia, Elysia } from 'elysia';
import manifest from 'swagger-ui-dist/package.json' with { type: 'json' };
import type { ApiDocument } from '../openapi.ts';
import { OWN_SCRIPTS_ONLY } from '../page-policy.ts';
import { assetResponse, KEPT_FOR_EVER, type StaticAsset, staticAsset } from '../static-asset.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Annals: API</title>
    <link rel="stylesheet" href="/openapi/${manifest.version}/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <noscript>This page needs JavaScript. All that it shows is at /openapi/json.</noscript>
    <script src="/openapi/${manifest.version}/swagger-ui-bundle.js"></script>
    <script src="/openapi/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi/json', dom_id: '#api', deepLinking: true });\n`;

/** From swagger-ui-dist, so that the page works without the internet. */
const files = {
  'swagger-ui.css': {
    type: 'text/css; charset=utf-8',
    url: import.meta.resolve('swagger-ui-dist/swagger-ui.css'),
  },
  'swagger-ui-bundle.js': {
    type: 'text/javascript; charset=utf-8',
    url: import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  },
} as const;

/** `/openapi` for people, `/openapi/json` for programs. Neither asks for a key: nothing is secret. */
export function documentationRoutes(document: ApiDocument): AnyElysia {
  const detail = { hide: true };
  const json = staticAsset('application/json', new TextEncoder().encode(JSON.stringify(document)));
  const routes = new Elysia()
    .get('/openapi', () => text(page, 'text/html; charset=utf-8'), { detail })
    .get('/openapi/start.js', () => text(start, 'text/javascript; charset=utf-8'), { detail })
    .get('/openapi/json', ({ request }) => assetResponse(json, request, 'no-cache'), { detail });
  for (const [name, { type, url }] of Object.entries(files)) {
    let asset: Promise<StaticAsset> | null = null;
    const path = `/openapi/${manifest.version}/${name}`;
    routes.get(
      path,
      async ({ request }) => {
        // When somebody looks: it takes a while to compress.
        asset ??= readAsset(type, url);
        return assetResponse(await asset, request, KEPT_FOR_EVER);
      },
      { detail },
    );
  }
  return routes;
}

async function readAsset(type: string, url: string): Promise<StaticAsset> {
  return staticAsset(type, await Bun.file(fileURLToPath(url)).bytes());
}

function text(body: string, type: string): Response {
  return new Response(body, {
    headers: { 'content-type': type, 'content-security-policy': OWN_SCRIPTS_ONLY },
  });
}

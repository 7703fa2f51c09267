import { fileURLToPath } from 'node:url';
import { type AnyElysia, Elysia } from 'elysia';
import type { ApiDocument } from '../openapi.ts';
import { OWN_SCRIPTS_ONLY } from '../page-policy.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Annals: API</title>
    <link rel="stylesheet" href="/openapi/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <noscript>This page needs JavaScript. All that it shows is at /openapi/json.</noscript>
    <script src="/openapi/swagger-ui-bundle.js"></script>
    <script src="/openapi/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi/json', dom_id: '#api', deepLinking: true });\n`;

/** From swagger-ui-dist, so that the page works without the internet. */
const assets = {
  'swagger-ui.css': import.meta.resolve('swagger-ui-dist/swagger-ui.css'),
  'swagger-ui-bundle.js': import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
} as const;

/** `/openapi` for people, `/openapi/json` for programs. Neither asks for a key: nothing is secret. */
export function documentationRoutes(document: ApiDocument): AnyElysia {
  const detail = { hide: true };
  const routes = new Elysia()
    .get('/openapi', () => text(page, 'text/html; charset=utf-8'), { detail })
    .get('/openapi/start.js', () => text(start, 'text/javascript; charset=utf-8'), { detail })
    .get('/openapi/json', () => Response.json(document), { detail });
  for (const [asset, url] of Object.entries(assets)) {
    const file = fileURLToPath(url);
    routes.get(`/openapi/${asset}`, () => new Response(Bun.file(file)), { detail });
  }
  return routes;
}

function text(body: string, type: string): Response {
  return new Response(body, {
    headers: { 'content-type': type, 'content-security-policy': OWN_SCRIPTS_ONLY },
  });
}

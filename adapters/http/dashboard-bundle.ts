import { fileURLToPath } from 'node:url';
import { type StaticAsset, staticAsset } from './static-asset.ts';

/** What a browser needs of the dashboard. */
export interface DashboardBundle {
  readonly html: string;
  /** By its name, which holds its hash. */
  readonly assets: ReadonlyMap<string, StaticAsset>;
}

const entry = fileURLToPath(import.meta.resolve('./dashboard/main.tsx'));

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Bundles the dashboard from its sources: a fresh clone has no step between install and start. */
export async function bundleDashboard(): Promise<DashboardBundle> {
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: 'browser',
    minify: true,
    naming: '[name]-[hash].[ext]',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const assets = new Map<string, StaticAsset>();
  for (const output of outputs) {
    const name = output.path.split('/').at(-1) ?? '';
    const type = types[name.split('.').at(-1) ?? ''];
    if (type === undefined) throw new Error(`The dashboard was bundled into ${name}, unforeseen.`);
    assets.set(name, staticAsset(type, new Uint8Array(await output.arrayBuffer())));
  }
  return { html: pageOf([...assets.keys()]), assets };
}

export const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='#1f5f5b'/><path d='M4 5h8M4 8h8M4 11h5' stroke='#fff' stroke-width='1.5' stroke-linecap='round'/></svg>";
/** In the page itself: a browser would else ask for one at an address of its own. */
const iconUrl = `data:image/svg+xml,${encodeURIComponent(ICON)}`;

function pageOf(names: readonly string[]): string {
  const links = names.map((name) =>
    name.endsWith('.css')
      ? `<link rel="stylesheet" href="/assets/${name}">`
      : `<script type="module" src="/assets/${name}"></script>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Annals</title>
    <link rel="icon" href="${iconUrl}">
    ${links.join('\n    ')}
  </head>
  <body>
    <div id="dashboard"></div>
    <noscript>The dashboard needs JavaScript. The API does not: /openapi/json describes it.</noscript>
  </body>
</html>
`;
}

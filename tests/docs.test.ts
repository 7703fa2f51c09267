import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listVerbs } from '@annals/cli';
import manifest from '../package.json' with { type: 'json' };
import { collectorSettings } from './collector-settings.ts';
import { withEnvironmentTable } from './environment-table.ts';
import { withFindingsTable } from './findings-table.ts';
import { withVerbsTable } from './verbs-table.ts';

const root = join(import.meta.dir, '..');
const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...new Bun.Glob('docs/*.md').scanSync(root),
];

function read(path: string): Promise<string> {
  return Bun.file(join(root, path)).text();
}

test('the README’s table of the environment is what the configuration reads (else: bun run docs)', async () => {
  const readme = await read('README.md');
  expect(readme).toBe(withEnvironmentTable(readme));
});

test('the page on operating says of memory what the scripts set, in each place', async () => {
  const page = await read('docs/operating.md');
  const said = [...page.matchAll(/\bBUN_JSC_\w+=[^\s`]+/g)].map(([setting]) => setting);
  const set = Object.entries(collectorSettings('worker')).map(
    ([name, value]) => `${name}=${value}`,
  );
  expect(said).toEqual([...set, ...set]);
});

test('the table of the log has every event that somebody should look at', async () => {
  const [table = ''] = /^\| event .*?\n\n/ms.exec(await read('docs/operating.md')) ?? [];
  const told = [...table.matchAll(/`(\w+\.\w+)`/g)].map(([, event]) => event ?? '');
  const rooms = '{adapters,application,commands,composition,config,plugins}/**/*.ts';
  const sources = ['*.ts', rooms]
    .flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(root)])
    .filter(
      (path) => !/node_modules|\.test\.ts$|\/(testing|fakes|conformance|simulator)\//.test(path),
    );
  const texts = await Promise.all(sources.map(read));
  const logged = texts.flatMap((text) =>
    [...text.matchAll(/\.(?:warn|error)\(\s*'(\w+\.\w+)'/g)].map(([, event]) => event ?? ''),
  );
  expect(told.toSorted()).toEqual([...new Set(logged)].toSorted());
});

test('the table of findings is what an examination can find (else: bun run docs)', async () => {
  const page = await read('docs/operating.md');
  expect(page).toBe(withFindingsTable(page));
});

test('the table of verbs is what the command line understands (else: bun run docs)', async () => {
  const page = await read('docs/cli.md');
  expect(page).toBe(withVerbsTable(page));
});

test.each(documents)('every verb of the command line that %s names is there', async (name) => {
  const text = await read(name);
  const named = [...text.matchAll(/\bbun run annals ([a-z]+(?: (?:[a-z]+))?)/g)];
  const verbs = listVerbs().map(({ usage }) => usage.replaceAll(/ [<[].*/g, ''));
  const isThere = (words: string) =>
    verbs.some((verb) => verb === words || verb === words.split(' ')[0]) ||
    verbs.some((verb) => verb.startsWith(`${words} `));
  expect(named.map(([, words]) => words ?? '').filter((words) => !isThere(words))).toEqual([]);
});

test.each(documents)(
  'every link and every path in backticks of %s leads somewhere',
  async (name) => {
    const text = await read(name);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path ?? '');
    const paths = [...text.matchAll(/`([a-z][\w./-]*\/[\w./-]*\.(?:ts|mjs|sql|json))`/g)]
      .map(([, path]) => path ?? '')
      .filter((path) => !path.includes('//'));
    const isThere = (bases: readonly string[]) => (path: string) =>
      bases.some((base) => existsSync(join(base, path)));
    expect(links.filter((path) => !isThere([dirname(join(root, name))])(path))).toEqual([]);
    expect(paths.filter((path) => !isThere([root, join(root, 'application')])(path))).toEqual([]);
  },
);

test.each(documents)('every section that a link of %s leads to is there', async (name) => {
  const links = (await read(name)).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g);
  const isThere = async ([, path, section = '']: RegExpMatchArray) => {
    const page = path === '' ? name : join(dirname(name), path ?? '');
    const headings = (await read(page)).matchAll(/^#+ (.+)$/gm);
    return [...headings].some(([, heading = '']) => sectionOf(heading) === section);
  };
  const lost: string[] = [];
  for (const link of links) if (!(await isThere(link))) lost.push(link[0]);
  expect(lost).toEqual([]);
});

/** What a link to a heading ends with, as GitHub has it. */
function sectionOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

test.each(documents)('every command that %s names is there', async (name) => {
  const text = await read(name);
  const named = [...text.matchAll(/\bbun(?:@[\d.]+)? run ([a-z]+)/g)].map(([, script]) => script);
  expect(named.filter((script) => script !== undefined && !(script in manifest.scripts))).toEqual(
    [],
  );
});

test('the folders that the README explains are the folders there are', async () => {
  const readme = await read('README.md');
  const explained = [...readme.matchAll(/^\| `([a-z]+)\/`/gm)].map(([, folder]) => folder ?? '');
  const entries = await readdir(root, { withFileTypes: true });
  const ignored = (await read('.gitignore')).split('\n').map((line) => line.replaceAll('/', ''));
  const there = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => !ignored.includes(name));
  expect([...explained].sort()).toEqual(there.sort());
});

test('the table of the root’s files has all of them', async () => {
  const page = await read('ARCHITECTURE.md');
  const [table = ''] = /^\| file of the root .*?\n\n/ms.exec(page) ?? [];
  const told = [...table.matchAll(/`([\w/-]+\.ts)`/g)].map(([, name]) => name ?? '');
  const patterns = ['*.ts', '{commands,composition,config}/*.ts'];
  const there = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(root)]);
  expect(told.toSorted()).toEqual(there.toSorted());
});

test('the version that the README names is the one that is pinned', async () => {
  const pinned = manifest.packageManager;
  const named = [...(await read('README.md')).matchAll(/\bbun@[\d.]+/g)].map(
    ([version]) => version,
  );
  expect(new Set(named)).toEqual(new Set([pinned]));
});

test('the walk of one message names files that are there, in its order', async () => {
  const walk = [...(await read('ARCHITECTURE.md')).matchAll(/^\d\. `([\w/.-]+\.ts)`/gm)];
  expect(walk).toHaveLength(8);
  for (const [, path] of walk) {
    expect(existsSync(join(root, path ?? ''))).toBe(true);
  }
});

import { expect, test } from 'bun:test';
import { dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dir, '../..');

/** The room of the picture that a workspace stands in. */
function roomOf(folder: string): string {
  const [room = ''] = folder.split('/');
  return folder === '.' ? 'root' : room;
}

/** Folders of all manifests, by the name of their package. */
async function workspaces(): Promise<Map<string, { folder: string; asks: string[] }>> {
  const patterns = ['package.json', ...manifest.workspaces.map((each) => `${each}/package.json`)];
  const paths = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(root)]);
  const found = new Map<string, { folder: string; asks: string[] }>();
  for (const path of paths) {
    const { name, dependencies = {} } = await Bun.file(join(root, path)).json();
    found.set(name, { folder: dirname(path), asks: Object.keys(dependencies) });
  }
  return found;
}

test('the picture has the arrows that the manifests have, and no other', async () => {
  const picture = await Bun.file(join(root, 'ARCHITECTURE.md')).text();
  const drawn = [...picture.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(
    ([, from, to]) => `${from} → ${to}`,
  );
  const packages = await workspaces();
  const declared = new Set<string>();
  for (const { folder, asks } of packages.values()) {
    for (const asked of asks) {
      const to = packages.get(asked);
      if (to !== undefined) declared.add(`${roomOf(folder)} → ${roomOf(to.folder)}`);
    }
  }
  const [rooms] = picture.split('## One run');
  const arrows = drawn.filter((arrow) => rooms?.includes(arrow.replace('→', '-->')));
  expect(arrows.toSorted()).toEqual([...declared].toSorted());
});

test('the picture has every adapter and every plugin', async () => {
  const picture = await Bun.file(join(root, 'ARCHITECTURE.md')).text();
  for (const { folder } of (await workspaces()).values()) {
    const [room = '', name = ''] = folder.split('/');
    if (room !== 'adapters' && room !== 'plugins') continue;
    const drawn = room === 'plugins' ? `plugin-${name}` : name;
    expect(picture).toMatch(new RegExp(`^ {4}${drawn}(\\[|$)`, 'm'));
  }
});

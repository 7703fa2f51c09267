import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Binaries, locateBinaries, restoreSymlinks } from './binaries.ts';
import { reachableBinaries } from './reachable-binaries.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-binaries-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the binaries', () => {
  test('get the links that a blocked install script did not make', async () => {
    const lib = join(folder, 'native/lib');
    await mkdir(lib, { recursive: true });
    await writeFile(join(lib, 'libpq.so.5.18'), 'a library');
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));

    await restoreSymlinks(folder);
    await restoreSymlinks(folder);
    expect(await Bun.file(join(lib, 'libpq.so.5')).text()).toBe('a library');
    // A copy of the folder has its own library then.
    expect(await readlink(join(lib, 'libpq.so.5'))).toBe('libpq.so.5.18');
  });

  test('are used where they lie when they run there', async () => {
    const binaries = await locateBinaries();
    expect(await reachableBinaries(binaries, null)).toBe(binaries.folder);
  });

  test('that do not run are an error which says so', async () => {
    const absent: Binaries = { folder: join(folder, 'absent'), version: '18' };
    await expect(reachableBinaries(absent, null)).rejects.toMatchObject({
      code: 'binaries_unusable',
    });
  });
});

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

describe(`the binaries in a folder of root’s own${isRoot ? '' : ' (skipped: not root)'}`, () => {
  let binaries: Binaries = { folder: '', version: '' };

  beforeEach(async () => {
    if (!isRoot) return;
    const installed = await locateBinaries();
    binaries = { folder: join(folder, 'hidden'), version: installed.version };
    await cp(installed.folder, binaries.folder, { recursive: true, verbatimSymlinks: true });
    // As npm leaves them under a umask of 077.
    await chmod(binaries.folder, 0o700);
    await chmod(join(binaries.folder, 'share'), 0o700);
    await chmod(folder, 0o755);
  });

  test.if(isRoot)('are copied to one that the account can enter, once', async () => {
    const shared = join(folder, 'shared');
    const copy = await reachableBinaries(binaries, nobody, [shared]);
    expect(dirname(copy)).toBe(shared);
    expect((await stat(join(copy, 'share'))).mode & 0o777).toBe(0o755);
    expect((await stat(join(copy, 'bin/initdb'))).mode & 0o777).toBe(0o755);

    const { ino } = await stat(copy);
    expect(await reachableBinaries(binaries, nobody, [shared])).toBe(copy);
    expect((await stat(copy)).ino).toBe(ino);
    expect(await readdir(shared)).toHaveLength(1);
  });

  test.if(isRoot).each([
    ['belongs to somebody else', (path: string) => chown(path, nobody.uid, nobody.gid)],
    ['others may write to', (path: string) => chmod(path, 0o777)],
  ])('are never taken from a folder that %s', async (_, share) => {
    const theirs = join(folder, 'theirs');
    await mkdir(theirs);
    await share(theirs);
    const shared = join(folder, 'shared');
    const copy = await reachableBinaries(binaries, nobody, [theirs, shared]);
    expect(dirname(copy)).toBe(shared);
    expect(existsSync(join(theirs, `postgres-${binaries.version}`))).toBe(false);
  });
});

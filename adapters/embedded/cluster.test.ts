import { expect, test } from 'bun:test';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCluster } from './cluster.ts';
import { findPlaces } from './places.ts';
import { noLog } from './testing/no-log.ts';
import { ask, testServers } from './testing/test-servers.ts';

const { newDataDir, start } = testServers();

/** PostgreSQL's programs, of which the server itself refuses whatever writes, as on a full disk. */
async function refusingBinaries(installed: string, folder: string): Promise<string> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  await symlink(join(installed, 'bin/initdb'), join(folder, 'bin/initdb'));
  const script = join(folder, 'bin/postgres');
  const server = join(installed, 'bin/postgres');
  await writeFile(script, `#!/bin/sh\nexec '${server}' "$@" -c default_transaction_read_only=on\n`);
  await chmod(script, 0o755);
  return folder;
}

test('a cluster whose database could not be made is not taken for whole', async () => {
  const dataDir = await newDataDir();
  await chmod(dataDir, 0o755);
  const places = await findPlaces(dataDir, noLog);
  const refusing = await refusingBinaries(places.binaries, join(dataDir, 'refusing'));
  await expect(openCluster({ ...places, binaries: refusing })).rejects.toMatchObject({
    code: 'initdb_failed',
  });
  const { url } = await start(dataDir);
  expect(await ask<number>(url, 'select 1')).toBe(1);
});

import { expect, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from './file-lock.ts';
import { testServers } from './testing/test-servers.ts';

const { newDataDir } = testServers();

test('a file that cannot be locked is told, and not waited for like one that somebody holds', async () => {
  const path = join(await newDataDir(), 'start.lock');
  using _held = tryLock(path, 'exclusive');
  expect(tryLock(path, 'shared')).toBeNull();
  const damaged = join(await newDataDir(), 'start.lock');
  await writeFile(damaged, 'no lock, and longer than nothing');
  expect(() => tryLock(damaged, 'exclusive')).toThrow('not a database');
});

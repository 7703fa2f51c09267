import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from './file-lock.ts';
import {
  ask,
  isDown,
  newFolder,
  postmasterPath,
  removeFolder,
  serverPid,
  testServers,
} from './testing/test-servers.ts';

const { newDataDir, start, hold } = testServers();
/** For tests that leave the cluster whole: making one takes a second. */
let sharedDataDir = '';

beforeAll(async () => {
  sharedDataDir = await newFolder();
});

afterAll(() => removeFolder(sharedDataDir));

/** Resolves once it lets somebody in again. */
async function untilUp(url: string): Promise<void> {
  while (!(await ask(url, 'select 1').then(Boolean, () => false)));
}

/** Time enough for a start that does not wait. */
const LOOKS = 5;

function isLocked(path: string): boolean {
  using free = tryLock(path, 'exclusive');
  return free === null;
}

describe('the server of another process', () => {
  test('is joined, and left running', async () => {
    const dataDir = sharedDataDir;
    const other = await hold(dataDir);
    const server = await start(dataDir);
    expect(server).toMatchObject({ adopted: true, url: other.url });
    await server[Symbol.asyncDispose]();
    expect(await ask<number>(other.url, 'select 1')).toBe(1);

    expect(await other.stop()).toBe(0);
    expect(await isDown(other.url)).toBe(true);
  });

  test('goes on for those who still use it when its starter ends', async () => {
    const dataDir = sharedDataDir;
    const other = await hold(dataDir);
    const server = await start(dataDir);
    await other.stop();
    expect(await ask<number>(server.url, 'select 1')).toBe(1);
    await server[Symbol.asyncDispose]();
    expect(await isDown(server.url)).toBe(true);
  });

  test('is taken over when that process was killed, and stopped in the end', async () => {
    const dataDir = sharedDataDir;
    const other = await hold(dataDir);
    await ask(other.url, 'create table heirlooms as select 1 as note');
    await other.kill();
    expect(await ask<number>(other.url, 'select 1')).toBe(1);

    const server = await start(dataDir);
    expect(server).toMatchObject({ adopted: true, url: other.url });
    expect(await ask<number>(server.url, 'select note from heirlooms')).toBe(1);
    await server[Symbol.asyncDispose]();
    expect(await isDown(server.url)).toBe(true);
  });

  test('is one server when many start at the same time', async () => {
    const dataDir = await newDataDir();
    const all = await Promise.all(Array.from({ length: 6 }, () => hold(dataDir)));
    expect(all.filter(({ adopted }) => !adopted)).toHaveLength(1);
    expect(new Set(all.map(({ url }) => url)).size).toBe(1);
    await Promise.all(all.map(({ stop }) => stop()));
    expect(await isDown(all[0]?.url ?? '')).toBe(true);
  });

  test('is started again at its address when it was killed, for all who use it', async () => {
    const dataDir = sharedDataDir;
    const other = await hold(dataDir);
    const server = await start(dataDir);
    await ask(server.url, 'create table keepsakes as select 1 as note');
    for (const _ of ['once', 'and again']) {
      const killed = await serverPid(dataDir);
      process.kill(killed, 'SIGKILL');
      while ((await serverPid(dataDir).catch(() => killed)) === killed) await isDown(server.url);
      await untilUp(server.url);
      expect(await ask<number>(other.url, 'select note from keepsakes')).toBe(1);
    }
    await server[Symbol.asyncDispose]();
    expect(await ask<number>(other.url, 'select 1')).toBe(1);
    await other.stop();
    expect(await isDown(other.url)).toBe(true);
  });

  test('is joined once it is ready', async () => {
    const dataDir = sharedDataDir;
    const other = await hold(dataDir);
    const file = postmasterPath(dataDir);
    const ready = `${file}.ready`;
    await rename(file, ready);
    await writeFile(file, (await readFile(ready, 'utf8')).replace(/ready *\n/, 'starting\n'));
    let isReady = false;
    const joined = start(dataDir).then((server) => ({ server, wasReady: isReady }));
    while (!isLocked(join(dataDir, 'postgres/start.lock'))) await isDown(other.url);
    for (let look = 0; look < LOOKS; look += 1) await isDown(other.url);
    isReady = true;
    // In one step: who looks while it is written would take its server for a dead one.
    await rename(ready, file);
    const { server, wasReady } = await joined;
    expect(wasReady).toBe(true);
    expect(server).toMatchObject({ adopted: true, url: other.url });
  });

  test('is not doubled when it is used but not to be seen', async () => {
    const dataDir = sharedDataDir;
    const server = await start(dataDir);
    const hidden = await readFile(postmasterPath(dataDir), 'utf8');
    await writeFile(postmasterPath(dataDir), hidden.replace(/^\d+/, '999999999'));
    await expect(hold(dataDir)).rejects.toThrow('Another Annals uses the data');
    await writeFile(postmasterPath(dataDir), hidden);
    expect(await ask<number>(server.url, 'select 1')).toBe(1);
  });

  test.if(process.platform === 'linux')('has nothing of its environment', async () => {
    const dataDir = sharedDataDir;
    await hold(dataDir, { env: { DISCORD_BOT_TOKEN: 'a-secret-token' } });
    const environ = await readFile(`/proc/${await serverPid(dataDir)}/environ`, 'utf8');
    const names = environ
      .split('\0')
      .filter(Boolean)
      .map((entry) => entry.split('=')[0]);
    expect(names.toSorted().filter((name) => name !== 'PG_GRANDPARENT_PID')).toEqual([
      'LC_ALL',
      'PATH',
      'TZ',
    ]);
  });

  test.if(process.platform === 'linux')('does not hear a Ctrl-C in its terminal', async () => {
    const dataDir = sharedDataDir;
    const other = await hold(dataDir);
    const groupOf = async (pid: number) => {
      const status = await readFile(`/proc/${pid}/stat`, 'utf8');
      return status.slice(status.lastIndexOf(')') + 2).split(' ')[2];
    };
    expect(await groupOf(await serverPid(dataDir))).not.toBe(await groupOf(other.pid));
  });
});

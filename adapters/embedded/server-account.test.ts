import { describe, expect, test } from 'bun:test';
import { chmod, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';
import { ask, serverPid, testServers } from './testing/test-servers.ts';

const { newDataDir, start, hold } = testServers();

const isRoot = process.getuid?.() === 0;
const onlyAsRoot = isRoot ? '' : ' (skipped: not root)';

describe(`root${onlyAsRoot}`, () => {
  for (const [folder, mode] of [
    ['that all may enter', 0o755],
    ['that others may not enter', 0o700],
  ] as const) {
    test.if(isRoot)(`runs the server as another user, in a folder ${folder}`, async () => {
      const dataDir = await newDataDir();
      await chmod(dataDir, mode);
      const { url } = await start(dataDir);
      expect(await ask<number>(url, 'select 1')).toBe(1);
      const { uid } = await stat(join(dataDir, 'postgres/cluster'));
      expect(uid).not.toBe(0);
      const status = await readFile(`/proc/${await serverPid(dataDir)}/status`, 'utf8');
      expect(status).toMatch(new RegExp(`^Uid:\\s${uid}\\s${uid}\\s${uid}`, 'm'));
      expect(status).toMatch(/^Groups:\s*$/m);
    });
  }
});

test.if(isRoot)(`root is told whose its copy of the data should be${onlyAsRoot}`, async () => {
  const dataDir = await newDataDir();
  await (await start(dataDir))[Symbol.asyncDispose]();
  const cluster = join(dataDir, 'postgres/cluster');
  const { uid, gid } = await stat(cluster);
  await Bun.$`chown -R 0:0 ${cluster}`.quiet();
  await expect(start(dataDir)).rejects.toMatchObject({
    ...{ code: 'data_unreachable', message: expect.stringContaining('chown -R postgres') },
  });
  await Bun.$`chown -R ${uid}:${gid} ${cluster}`.quiet();
  const { url } = await start(dataDir);
  expect(await ask<number>(url, 'select 1')).toBe(1);
});

const nobody = { uid: 65534, gid: 65534 };
const { succeeded: mayRun } = await runProgram(
  process.execPath,
  ['--eval', `await import('${join(import.meta.dir, 'index.ts')}')`],
  { account: isRoot ? nobody : null, cwd: '/' },
);
const asNobody = isRoot && mayRun;
const onlyAsNobody = asNobody ? '' : ' (skipped: not root, or others may not read this project)';

describe(`an ordinary user${onlyAsNobody}`, () => {
  test.if(asNobody)('has all of it in a folder of their own, and root can join', async () => {
    const dataDir = await newDataDir();
    await Bun.$`chown ${nobody.uid}:${nobody.gid} ${dataDir}`.quiet();
    const theirs = await hold(dataDir, nobody);
    expect((await stat(join(dataDir, 'postgres/cluster'))).uid).toBe(nobody.uid);
    const server = await start(dataDir);
    expect(server).toMatchObject({ adopted: true, url: theirs.url });
    await server[Symbol.asyncDispose]();
    expect(await theirs.stop()).toBe(0);
  });

  test.if(asNobody)('goes on after root has run the server', async () => {
    const dataDir = await newDataDir();
    await Bun.$`chown ${nobody.uid}:${nobody.gid} ${dataDir}`.quiet();
    await (await hold(dataDir, nobody)).stop();
    const byRoot = await start(dataDir);
    expect(byRoot.adopted).toBe(false);
    await byRoot[Symbol.asyncDispose]();
    const again = await hold(dataDir, nobody);
    expect(await ask<number>(again.url, 'select 1')).toBe(1);
    expect(await again.stop()).toBe(0);
  });

  test.if(asNobody)('cannot have root write elsewhere by a link in their folder', async () => {
    const dataDir = await newDataDir();
    await Bun.$`chown ${nobody.uid}:${nobody.gid} ${dataDir}`.quiet();
    await (await hold(dataDir, nobody)).stop();
    const [elsewhere, log] = [join(dataDir, 'of-root'), join(dataDir, 'postgres/start.log')];
    await writeFile(elsewhere, 'precious');
    await rm(log);
    await symlink(elsewhere, log);
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'ELOOP' });
    expect(await readFile(elsewhere, 'utf8')).toBe('precious');
  });

  test.if(asNobody)('is told when the data is of somebody else', async () => {
    const dataDir = await newDataDir();
    await chmod(dataDir, 0o755);
    await (await start(dataDir))[Symbol.asyncDispose]();
    await expect(hold(dataDir, nobody)).rejects.toThrow('start Annals as the owner');
  });
});

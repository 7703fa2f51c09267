import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '@annals/persistence';
import { SQL } from 'bun';
import { openTestDatabase } from '../database.ts';
import { accountFor, debianPostgresPrograms, startDebianPostgres } from '../debian-postgres.ts';

setDefaultTimeout(60_000);

const isPossible = mountsDisks() && (await debianPostgresPrograms()) !== null;
const why = isPossible ? '' : ' (skipped: this user mounts no disks, or Debian has no PostgreSQL)';

function mountsDisks(): boolean {
  const command = ['unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()];
  return process.getuid?.() === 0 && Bun.spawnSync(command).success;
}

describe.skipIf(!isPossible)(`a database whose disk is full${why}`, () => {
  test('says so, and no more once it has room again', async () => {
    await using disk = await mountDisk('64m');
    await using postgres = await startDebianPostgres();
    const admin = new SQL(postgres.url, { max: 1 });
    await admin.unsafe(`create tablespace small location '${disk.folder}'`);
    await admin.unsafe('create database archive template template0 tablespace small');
    const database = connectDatabase(postgres.url.replace(/postgres$/, 'archive'));
    expect(await database.hasRoom()).toBe(true);
    const ballast = join(disk.folder, 'ballast');
    const { bavail, bsize } = await statfs(disk.folder);
    const room = new Uint8Array(bavail * bsize - 1_000_000);
    await Bun.write(ballast, room);
    expect(await database.hasRoom()).toBe(false);
    await rm(ballast);
    expect(await database.hasRoom()).toBe(true);
    await database.close();
    await admin.unsafe('drop database archive');
    await admin.unsafe('drop tablespace small');
    await admin.close();
  });
});

test('a user who may make no temporary tables is not told of a full disk', async () => {
  const own = await openTestDatabase();
  const admin = new SQL(own.url, { max: 1 });
  const user = `annals_test_${crypto.randomUUID().slice(0, 8)}`;
  const name = new URL(own.url).pathname.slice(1);
  await admin.unsafe(`revoke temporary on database ${name} from public`);
  await admin.unsafe(`create role ${user} login password 'of-a-test'`);
  const url = new URL(own.url);
  url.username = user;
  url.password = 'of-a-test';
  const database = connectDatabase(url.href);
  expect(await database.hasRoom()).toBe(true);
  await database.close();
  await admin.unsafe(`drop role ${user}`);
  await admin.close();
  await own.close();
});

interface Disk extends AsyncDisposable {
  /** Of PostgreSQL's user. */
  readonly folder: string;
}

async function mountDisk(size: string): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-disk-'));
  run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder);
  await accountFor(folder);
  return {
    folder,
    async [Symbol.asyncDispose]() {
      run('umount', '--lazy', folder);
      await rm(folder, { recursive: true });
    },
  };
}

function run(...command: string[]): void {
  const { success, stderr } = Bun.spawnSync(command);
  if (!success) throw new Error(`${command.join(' ')}: ${stderr}`);
}

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SQL } from 'bun';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import {
  ask,
  newFolder,
  postmasterPath,
  removeFolder,
  serverPid,
  testServers,
} from './testing/test-servers.ts';

const { newDataDir, start } = testServers();
/** For tests that leave the cluster whole: making one takes a second. */
let sharedDataDir = '';

beforeAll(async () => {
  sharedDataDir = await newFolder();
});

afterAll(() => removeFolder(sharedDataDir));

/** Another one each time that initdb makes one. */
const whichCluster = 'select system_identifier from pg_control_system()';

/** All that the server has written so far. */
async function logOf(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'postgres/cluster/log');
  const logs = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(logs)).join('');
}

/** The log once it has the words so often: the server hands them to another process, which writes them. */
async function untilLogged(dataDir: string, words: string, times: number): Promise<string> {
  let log = '';
  while (countOf(words, log) < times) log = await logOf(dataDir);
  return log;
}

function countOf(words: string, text: string): number {
  return text.split(words).length - 1;
}

/** One that PostgreSQL would take for its own: of its user, and not the one that starts it. */
async function otherProcess(dataDir: string): Promise<Bun.Subprocess> {
  const { uid, gid } = await stat(join(dataDir, 'postgres/cluster'));
  return Bun.spawn(['sleep', '600'], { uid, gid });
}

describe('a start', () => {
  test('makes a database that outlives the server, and needs no more than it next time', async () => {
    const dataDir = await newDataDir();
    const first = await start(dataDir);
    const made = await ask<string>(first.url, whichCluster);
    await ask(first.url, 'create table notes as select 1 as note');
    await first[Symbol.asyncDispose]();

    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask<string>(second.url, whichCluster)).toBe(made);
    expect(await ask<number>(second.url, 'select note from notes')).toBe(1);
    await second[Symbol.asyncDispose]();
    const said = await untilLogged(dataDir, 'database system is shut down', 2);
    // One try each, with nothing to recover.
    expect(countOf('starting PostgreSQL', said)).toBe(2);
    expect(countOf('database system was shut down at', said)).toBe(2);
  });

  test('gives a database in UTF-8 that loses nothing it has committed', async () => {
    const { url } = await start(sharedDataDir);
    const setting = (name: string) => ask<string>(url, `select current_setting('${name}')`);
    expect(new URL(url).pathname).toBe('/annals');
    expect(await setting('server_encoding')).toBe('UTF8');
    expect(await setting('fsync')).toBe('on');
    expect(await setting('synchronous_commit')).toBe('on');
    // Of a container's /dev/shm one query could fill it.
    expect(await setting('dynamic_shared_memory_type')).toBe('mmap');
    expect(await ask<string>(url, "select lower('ÄÖÜ')")).toBe('äöü');
    expect(await ask<boolean>(url, "select 'Z' < 'a' collate \"default\"")).toBe(true);
  });

  test('lets nobody in without the password, which only the owner may read', async () => {
    const dataDir = sharedDataDir;
    const { url } = await start(dataDir);
    const { mode } = await stat(join(dataDir, 'postgres/password'));
    expect(mode & 0o777).toBe(0o600);
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('listens on the loopback address alone, and on no socket in the file system', async () => {
    const { url } = await start(sharedDataDir);
    expect(await ask<string>(url, 'show listen_addresses')).toBe('127.0.0.1');
    expect(await ask<string>(url, 'show unix_socket_directories')).toBe('');
  });

  test('writes no statement and no value into the log of the server', async () => {
    const dataDir = sharedDataDir;
    const { url } = await start(dataDir);
    await ask(url, 'create table words (word text primary key)');
    await ask(url, "insert into words values ('private')");
    await expect(ask(url, "insert into words values ('private')")).rejects.toThrow();
    const folder = join(dataDir, 'postgres/cluster/log');
    const [name = ''] = await readdir(folder);
    expect(name).toMatch(/^server-[A-Z][a-z]{2}\.log$/);
    expect(await ask<string>(url, 'show log_truncate_on_rotation')).toBe('on');
    expect(await untilLogged(dataDir, 'duplicate key', 1)).not.toContain('private');
  });

  test('begins anew after one that was cut short', async () => {
    const dataDir = await newDataDir();
    const whole = await start(dataDir);
    await whole[Symbol.asyncDispose]();
    const home = join(dataDir, 'postgres');
    const half = join(home, 'cluster.unfinished-abcdef');
    await Bun.$`mv ${join(home, 'cluster')} ${half} && rm ${join(half, 'PG_VERSION')}`.quiet();

    const { url } = await start(dataDir);
    expect(await ask<number>(url, 'select 1')).toBe(1);
    expect(existsSync(half)).toBe(false);
  });

  test('that is over ends its server at once, whoever is still connected', async () => {
    const dataDir = await newDataDir();
    const server = await start(dataDir);
    await using sql = new SQL(server.url, { max: 1 });
    await sql`select 1`;
    await server[Symbol.asyncDispose]();
    await untilLogged(dataDir, 'received fast shutdown request', 1);
  });

  test('is not misled by the file of a dead server whose number is taken', async () => {
    const dataDir = sharedDataDir;
    const first = await start(dataDir);
    const left = await readFile(postmasterPath(dataDir), 'utf8');
    await first[Symbol.asyncDispose]();
    await using other = await otherProcess(dataDir);
    await writeFile(postmasterPath(dataDir), left.replace(/^\d+/, String(other.pid)));

    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask<number>(second.url, 'select 1')).toBe(1);
  });

  test('that is over ends no process that has the number of a dead server', async () => {
    const dataDir = sharedDataDir;
    const server = await start(dataDir);
    const left = await readFile(postmasterPath(dataDir), 'utf8');
    await using other = await otherProcess(dataDir);
    // All at once: a server that is seen to be dead is started again.
    process.kill(Number.parseInt(left, 10), 'SIGKILL');
    writeFileSync(postmasterPath(dataDir), left.replace(/^\d+/, String(other.pid)));
    await server[Symbol.asyncDispose]();
    other.kill('SIGKILL');
    await other.exited;
    expect(other.signalCode).toBe('SIGKILL');
  });

  test('recovers from a crash of the server', async () => {
    const dataDir = sharedDataDir;
    const first = await start(dataDir);
    await ask(first.url, 'create table survivors as select 1 as note');
    process.kill(await serverPid(dataDir), 'SIGKILL');
    await first[Symbol.asyncDispose]();

    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask<number>(second.url, 'select note from survivors')).toBe(1);
  });

  test('says what to do when the password is gone', async () => {
    const dataDir = await newDataDir();
    await (await start(dataDir))[Symbol.asyncDispose]();
    await rm(join(dataDir, 'postgres/password'));
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'password_missing' });
  });

  test('says so when the data is of another version', async () => {
    const dataDir = await newDataDir();
    await (await start(dataDir))[Symbol.asyncDispose]();
    await writeFile(join(dataDir, 'postgres/cluster/PG_VERSION'), '12\n');
    const fault = await start(dataDir).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(EmbeddedPostgresError);
    expect(fault).toMatchObject({ code: 'other_version' });
  });

  test('says so when DATA_DIR is a file', async () => {
    const file = join(await newDataDir(), 'file');
    await writeFile(file, '');
    await expect(start(file)).rejects.toMatchObject({ code: 'data_unreachable' });
  });

  test('says so when DATA_DIR is where no folder can be made', async () => {
    await expect(start('/proc/annals')).rejects.toMatchObject({ code: 'data_unreachable' });
  });
});

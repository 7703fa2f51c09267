import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { explainFailure } from './explain-failure.ts';
import { assertCanStandIn, dataArgument, type Places } from './places.ts';
import { runProgram } from './run-program.ts';

const DATABASE = 'annals';
const USER = 'annals';
const UNFINISHED = 'cluster.unfinished-';

/** A data folder that is ready to be served. */
export interface Cluster {
  readonly folder: string;
  readonly password: string;
}

export function clusterUrl({ password }: Cluster, port: number): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

/**
 * The cluster under `home`, made at the first start. It is made under another name and renamed
 * when it is whole, so that an interrupted first start leaves nothing that looks like one.
 */
export async function openCluster(places: Places): Promise<Cluster> {
  const folder = join(places.home, 'cluster');
  const passwordFile = join(places.home, 'password');
  await removeUnfinished(places.home);
  if (!existsSync(folder)) await makeCluster(places, folder, passwordFile);
  await assertIsNotRoots(places, folder);
  await assertCanStandIn(places, folder);
  try {
    return { folder, password: (await readFile(passwordFile, 'utf8')).trim() };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'password_missing',
      `The password of the built-in PostgreSQL cannot be read: put the file ${passwordFile} back beside its data.`,
      { cause },
    );
  }
}

/** Throws for data that root copied, and so owns: PostgreSQL does not run as root. */
async function assertIsNotRoots({ account }: Places, folder: string): Promise<void> {
  if (account === null || (await stat(folder)).uid !== 0) return;
  throw new EmbeddedPostgresError(
    'data_unreachable',
    `The data in ${folder} belongs to root, as whom PostgreSQL does not run: give it to the user that does (chown -R postgres ${folder}).`,
  );
}

async function makeCluster(places: Places, folder: string, passwordFile: string): Promise<void> {
  await writePassword(places, passwordFile);
  // A new name each time: initdb outlives a killed Annals and may still be writing the last one.
  const unfinished = await mkdtemp(join(places.home, UNFINISHED));
  if (places.account !== null) await chown(unfinished, places.account.uid, places.account.gid);
  await assertCanStandIn(places, unfinished);
  const data = dataArgument(places, unfinished);
  await must(places, unfinished, 'initdb', [
    `--pgdata=${data}`,
    `--username=${USER}`,
    `--pwfile=${data}/../password`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Text sorts by code point and folds by Unicode the same on every system.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    // initdb's own runs of the server must do with a small /dev/shm, too.
    '--set=dynamic_shared_memory_type=mmap',
  ]);
  // Single-user mode: no server, no port and no client needed for this one statement. Unless told, it
  // ends well whatever was refused, on a full disk for instance.
  const statement = `create database ${DATABASE} owner ${USER};\n`;
  const single = ['--single', '-D', data, '-c', 'exit_on_error=on', 'template1'];
  await must(places, unfinished, 'postgres', single, statement);
  await rename(unfinished, folder);
}

async function removeUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(UNFINISHED)) continue;
    try {
      await rm(join(home, name), { recursive: true, force: true });
    } catch (error) {
      // An initdb that is still writing there fails on its own; the next start removes it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}

async function writePassword({ account }: Places, path: string): Promise<void> {
  await rm(path, { force: true });
  // On the disk before the data, which initdb brings there: without it nobody gets at them.
  const options = { mode: 0o600, flag: 'wx', flush: true };
  await writeFile(path, `${randomBytes(24).toString('hex')}\n`, options);
  await chmod(path, 0o600);
  // initdb reads it as the account.
  if (account !== null) await chown(path, account.uid, account.gid);
}

async function must(
  places: Places,
  cwd: string,
  program: string,
  args: readonly string[],
  input = '',
): Promise<void> {
  const path = join(places.binaries, 'bin', program);
  const { succeeded, output } = await runProgram(path, args, {
    account: places.account,
    cwd,
    input,
  });
  if (succeeded) return;
  const lines = output.split('\n');
  const reason = lines.find((line) => /(error|fatal|panic):/i.test(line)) ?? lines.at(-1) ?? '';
  throw await explainFailure(
    places,
    'initdb_failed',
    `The built-in PostgreSQL could not make its data folder (${reason.trim()}): check ${places.home}, or set DATABASE_URL.`,
  );
}

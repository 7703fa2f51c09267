import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, cp, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** A user of the system, by number. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where PostgreSQL's files lie, all reachable for the account that runs it. */
export interface Places {
  /** Holds `bin`, `lib` and `share`. */
  readonly binaries: string;
  /** Holds the cluster and what belongs to it; exists and is owned by the account. */
  readonly home: string;
  /** Null: the account of this process. */
  readonly account: Account | null;
}

const ACCOUNT_NAME = 'postgres';

/**
 * Decides who runs the server and where. PostgreSQL refuses to run as root, so root lends it to
 * the user `postgres`, and that user may be shut out of a project that lies in root's own folder:
 * then the binaries are copied, and the data is put, where it can reach them.
 */
export async function findPlaces(binaries: string, dataDir: string): Promise<Places> {
  const wanted = join(dataDir, 'postgres');
  if (process.getuid?.() !== 0) {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    return { binaries, home: wanted, account: null };
  }
  const account = serverAccount();
  const reachesBinaries = canRun(account, join(binaries, 'bin', 'postgres'));
  return {
    account,
    binaries: reachesBinaries ? binaries : await copyBinaries(account, binaries),
    home: await makeHome(account, wanted, dataDir),
  };
}

function serverAccount(): Account {
  const account = lookUp();
  if (account !== null) return account;
  spawnSync('groupadd', ['--system', ACCOUNT_NAME]);
  spawnSync('useradd', ['--system', '--gid', ACCOUNT_NAME, ACCOUNT_NAME]);
  const made = lookUp();
  if (made !== null) return made;
  throw new EmbeddedPostgresError(
    'no_server_account',
    'PostgreSQL does not run as root, and no user postgres could be made: make one, start Annals as an ordinary user, or set DATABASE_URL.',
  );
}

function lookUp(): Account | null {
  const id = (flag: string) => Number(spawnSync('id', [flag, ACCOUNT_NAME]).stdout.toString());
  const account = { uid: id('-u'), gid: id('-g') };
  return account.uid > 0 && account.gid > 0 ? account : null;
}

/** Asked of the system itself: modes alone do not tell what an ACL or a mount forbids. */
function canRun(account: Account, binary: string): boolean {
  return spawnSync(binary, ['--version'], { ...account, cwd: '/', env: {} }).status === 0;
}

function canWrite(account: Account, folder: string): boolean {
  const test = spawnSync('test', ['-w', folder, '-a', '-x', folder], { ...account, cwd: '/' });
  return test.status === 0;
}

async function makeHome(account: Account, wanted: string, dataDir: string): Promise<string> {
  // Only the last folder is the server's alone; it must be able to walk through those above.
  await mkdir(dataDir, { recursive: true });
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  await chown(wanted, account.uid, account.gid);
  if (canWrite(account, wanted)) return wanted;
  await rm(wanted, { recursive: true });
  // One place for each data folder, so that two installations never share a cluster.
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const home = join(reachableFolder(account), name, 'postgres');
  await mkdir(dirname(home), { recursive: true, mode: 0o755 });
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chown(home, account.uid, account.gid);
  return home;
}

/** Copies into a sibling first, so that an interrupted copy is never taken for a whole one. */
async function copyBinaries(account: Account, binaries: string): Promise<string> {
  const name = createHash('sha256').update(binaries).digest('hex').slice(0, 16);
  const copy = join(reachableFolder(account), `binaries-${name}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await cp(binaries, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(async (error: NodeJS.ErrnoException) => {
    // Another start was faster; its copy is as good.
    await rm(unfinished, { recursive: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

function reachableFolder(account: Account): string {
  return canWrite({ uid: 0, gid: 0 }, '/var/lib') && canReach(account, '/var/lib')
    ? '/var/lib/annals'
    : join(tmpdir(), 'annals');
}

function canReach(account: Account, folder: string): boolean {
  return spawnSync('test', ['-x', folder], { ...account, cwd: '/' }).status === 0;
}

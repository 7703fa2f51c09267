import { access, chmod, constants, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { locateBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { reachableBinaries } from './reachable-binaries.ts';
import { type Account, runProgram } from './run-program.ts';
import { serverAccount } from './server-account.ts';
import type { ServerLog } from './server-log.ts';

/** Where PostgreSQL's files lie, and who runs it. */
export interface Places {
  /** Holds `bin`, `lib` and `share`; the account can run what is there. */
  readonly binaries: string;
  /** Holds the cluster and what belongs to it. */
  readonly home: string;
  /** Null: the account of this process. */
  readonly account: Account | null;
  /** Whether the account may not walk to `home`, such as `postgres` to a project of root's. */
  readonly isShutOut: boolean;
}

/** What a server's `cwd` is called, whatever folders lie above it. */
const CWD = '/proc/self/cwd';

export async function findPlaces(dataDir: string, log: ServerLog): Promise<Places> {
  const home = join(dataDir, 'postgres');
  await mkdir(dataDir, { recursive: true });
  await mkdir(home, { recursive: true, mode: 0o700 });
  const account = await serverAccount(home);
  // The folder stays root's own, so that nobody can lay links into it for root to follow.
  if (account !== null && (await stat(home)).uid === 0) await chmod(home, 0o755);
  await access(home, constants.W_OK);
  const installed = await locateBinaries();
  const binaries = await reachableBinaries(installed, account);
  if (binaries !== installed.folder) {
    log.info('postgres.binaries_elsewhere', { installed: installed.folder, used: binaries });
  }
  const options = { account, cwd: '/' };
  const isShutOut =
    account !== null && !(await runProgram('test', ['-x', home], options)).succeeded;
  return { binaries, home, account, isShutOut };
}

/**
 * How the server is to call its data folder, which must be its `cwd` when it is started.
 *
 * A shut-out account cannot name the folder by its path, but a process may always enter the one in
 * which it already stands. So the data stays in DATA_DIR in every case, where it is looked for,
 * backed up, and mounted as a volume; moving it elsewhere would lose it with the next container.
 */
export function dataArgument({ isShutOut }: Places, cluster: string): string {
  return isShutOut ? CWD : cluster;
}

/** Throws where a shut-out account cannot go that way: it is Linux's, and needs /proc. */
export async function assertCanStandIn(
  { account, home, isShutOut }: Places,
  folder: string,
): Promise<void> {
  if (!isShutOut) return;
  const { succeeded } = await runProgram('test', ['-w', CWD], { account, cwd: folder });
  if (succeeded) return;
  throw new EmbeddedPostgresError(
    'data_unreachable',
    `The user that runs PostgreSQL cannot reach ${home}: set DATA_DIR to a folder that it can enter, or DATABASE_URL.`,
  );
}

import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type Account, runProgram } from './run-program.ts';

/** Where root may put a copy for another user, the best first. */
const copyFolders: readonly string[] = ['/var/lib/annals', join(tmpdir(), 'annals')];

/**
 * A folder with binaries that the account can run: those given or, for root only, a copy outside of
 * root's own folder. A program must be reached by its path, so that a copy is the only way; the
 * data needs none (see places.ts).
 */
export async function reachableBinaries(
  binaries: Binaries,
  account: Account | null,
  folders: readonly string[] = copyFolders,
): Promise<string> {
  const faults: string[] = [];
  const runs = async (folder: string) => {
    const result = await tryBinaries(folder, account);
    if (!result.succeeded) faults.push(`${folder}: ${result.output.split('\n')[0]}`);
    return result.succeeded;
  };
  if (await runs(binaries.folder)) return binaries.folder;
  for (const folder of account === null ? [] : folders) {
    try {
      const copy = await copyBinaries(binaries, folder);
      if (await runs(copy)) return copy;
    } catch (error) {
      faults.push(`${folder}: ${(error as Error).message}`);
    }
  }
  throw new EmbeddedPostgresError(
    'binaries_unusable',
    `PostgreSQL's programs do not run here (${faults.join('; ')}): mend that, or set DATABASE_URL to a server of your own.`,
  );
}

/** Tried, not read off the modes: an ACL, a mount or a missing library forbids as well. */
function tryBinaries(folder: string, account: Account | null) {
  return runProgram(join(folder, 'bin', 'postgres'), ['--version'], { account, cwd: '/' });
}

async function copyBinaries({ folder, version }: Binaries, into: string): Promise<string> {
  await mkdir(into, { recursive: true });
  const { uid, mode } = await lstat(into);
  // In a shared folder somebody else could lay programs there for root to start.
  if (uid !== process.getuid?.() || (mode & 0o170022) !== 0o040000) {
    throw new Error('the folder is not this user’s alone');
  }
  await chmod(into, 0o755);
  const copy = join(into, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  // Renamed when whole, so that an interrupted copy is never taken for one.
  const unfinished = await mkdtemp(`${copy}.unfinished-`);
  try {
    for (const part of ['bin', 'lib', 'share']) {
      const options = { recursive: true, verbatimSymlinks: true };
      await cp(join(folder, part), join(unfinished, part), options);
    }
    await openToAll(unfinished);
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another start was faster: its copy is as good.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** Under a umask of 077 npm's files are for their owner alone. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram =
      entry.isDirectory() || dirname(join(entry.parentPath, entry.name)).endsWith('/bin');
    await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

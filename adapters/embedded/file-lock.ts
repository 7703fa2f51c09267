import { Database, SQLiteError } from 'bun:sqlite';
import { chown, open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Account } from './run-program.ts';

const LOOK_EVERY_MS = 25;

/** To be called before anyone locks it: who closes a file lets go of all its locks. */
export async function makeLockFile(path: string, owner: Account | null): Promise<void> {
  try {
    await using _file = await open(path, 'wx', 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  // What root makes beside an ordinary user's data must not shut that user out later.
  if (owner !== null) await chown(path, owner.uid, owner.gid);
}

/**
 * Locks between processes, on files. They are SQLite's, with nothing in the database: the kernel
 * frees them when their holder ends, however it ends. A process number in a file cannot do that:
 * in a container the next process has the number of the one that was killed.
 *
 * Null when it is held in a way that forbids this. Held until it is disposed of: keep it.
 */
export function tryLock(path: string, mode: 'shared' | 'exclusive'): Disposable | null {
  const file = new Database(path, { readwrite: true, create: true });
  try {
    file.run(mode === 'shared' ? 'begin' : 'begin exclusive');
    // A transaction takes its shared lock with its first read.
    file.query('select count(*) from sqlite_schema').get();
    return { [Symbol.dispose]: () => file.close() };
  } catch (error) {
    file.close();
    if (error instanceof SQLiteError && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
}

/** Throws `start_locked` when it is not free within `patienceMs`. */
export async function lock(path: string, patienceMs: number): Promise<Disposable> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const held = tryLock(path, 'exclusive');
    if (held !== null) return held;
    await setTimeout(LOOK_EVERY_MS);
  }
  throw new EmbeddedPostgresError(
    'start_locked',
    `Another Annals has been starting or stopping the built-in PostgreSQL for ${patienceMs / 1000} seconds (it holds ${path}): end it and start again.`,
  );
}

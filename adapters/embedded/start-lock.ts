import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isAlive } from './postmaster-file.ts';

/** A first start takes seconds; a holder that is alive after this long is stuck. Milliseconds. */
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts and stops of one cluster come one after another, over all processes. A lock whose holder
 * is dead is broken.
 */
export async function withStartLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await acquire(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    try {
      const file = await open(path, 'wx', 0o644);
      await file.writeFile(String(process.pid));
      await file.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    // An empty file is one that its maker is just writing: give it a round.
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
    else await setTimeout(LOOK_EVERY_MS);
  }
  throw new EmbeddedPostgresError(
    'start_locked',
    `Another process has been starting the built-in PostgreSQL for two minutes: end it, or remove ${path}.`,
  );
}

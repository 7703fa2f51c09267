import { existsSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EmbeddedPostgresError,
  type EmbeddedPostgresErrorCode,
} from './embedded-postgres-error.ts';
import type { Places } from './places.ts';
import { runProgram } from './run-program.ts';

/** A start writes a file of its write-ahead log, which takes 16 MiB, and some more. */
const NEEDED_BYTES = 32 * 1024 * 1024;

/**
 * The error for a server that did not come up: looks at what usually lies behind it, rather than
 * at the server's words, and falls back to the sentence given.
 */
export async function explainFailure(
  { home, binaries, account }: Places,
  code: EmbeddedPostgresErrorCode,
  sentence: string,
): Promise<EmbeddedPostgresError> {
  const { bavail, bsize } = await statfs(home);
  if (bavail * bsize < NEEDED_BYTES) return diskFull(home);
  const versionFile = join(home, 'cluster', 'PG_VERSION');
  if (existsSync(versionFile)) {
    const program = join(binaries, 'bin', 'postgres');
    const { output } = await runProgram(program, ['--version'], { account, cwd: '/' });
    const major = /(\d+)/.exec(output)?.[1] ?? '';
    const made = (await readFile(versionFile, 'utf8')).trim();
    if (made !== major) {
      return new EmbeddedPostgresError(
        'other_version',
        `The data in ${home} was made by PostgreSQL ${made}, and this Annals brings ${major}: go back to the Annals that made it, or move the data with pg_dump and set DATABASE_URL.`,
      );
    }
  }
  return new EmbeddedPostgresError(code, sentence);
}

/** What a system's refusal means for whoever set DATA_DIR; any other error as it is. */
export function explainRefusal(error: unknown, home: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  // Where no folder can be made at all, as in /proc, the system says that it is not there.
  switch (code === 'ENOENT' && syscall === 'mkdir' ? 'EPERM' : code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return diskFull(home, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return new EmbeddedPostgresError(
        'data_unreachable',
        `The data in ${home} cannot be written by this user (${(error as Error).message}): start Annals as the owner of that folder, or set DATA_DIR to another one.`,
        { cause: error },
      );
    default:
      return error;
  }
}

function diskFull(home: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'disk_full',
    `There is no space left for the built-in PostgreSQL in ${home}: free some, or set DATA_DIR to a larger disk.`,
    { cause },
  );
}

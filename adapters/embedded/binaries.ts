import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** The folder with PostgreSQL's `bin`, `lib` and `share`, complete and for this platform. */
export async function locateBinaries(): Promise<string> {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  // The platform's package is a dependency of embedded-postgres, so only that one can resolve it.
  const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new EmbeddedPostgresError(
      'unsupported_platform',
      `There is no built-in PostgreSQL for ${platform} on ${arch}: set DATABASE_URL to a server of your own.`,
    );
  }
  const folder = join(dirname(entry), '..', 'native');
  await restoreSymlinks(folder);
  return folder;
}

interface PackedSymlink {
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages cannot hold symlinks, so the package restores those of its libraries in an install
 * script. Where install scripts are blocked the server would not find its libraries: do it here.
 */
async function restoreSymlinks(folder: string): Promise<void> {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as readonly PackedSymlink[];
  const packageFolder = dirname(folder);
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    if (existsSync(path)) continue;
    // Both ends lie in one folder; a relative link survives a copy of it.
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

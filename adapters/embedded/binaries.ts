import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** PostgreSQL's programs as npm installed them. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string;
  /** Of the package that brought them, such as `18.4.0`. */
  readonly version: string;
}

export async function locateBinaries(): Promise<Binaries> {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  // The platform's package is a dependency of embedded-postgres, so only that one can resolve it.
  // Its class is not used: it hands the server our whole environment, and its exit hook stops the
  // server at the first SIGTERM, while we still write.
  const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unsupported_platform',
      `The built-in PostgreSQL is not installed for ${platform} on ${arch}: run "bun install", or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
  const packageFolder = join(dirname(entry), '..');
  await restoreSymlinks(packageFolder);
  const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return { folder: join(packageFolder, 'native'), version: manifest.version };
}

interface PackedSymlink {
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages cannot hold symlinks, so the package restores those of its libraries in an install
 * script. Where install scripts are blocked the server would not find its libraries: do it here.
 */
export async function restoreSymlinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as readonly PackedSymlink[];
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    if (existsSync(path)) continue;
    try {
      // Relative, so that the link survives a copy of the folder.
      await symlink(relative(dirname(target), source), path);
    } catch (cause) {
      // Another start may have been faster.
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new EmbeddedPostgresError(
        'binaries_unusable',
        `The install script of embedded-postgres has not run, and its links cannot be made in ${packageFolder}: run "bun install" as the owner of that folder.`,
        { cause },
      );
    }
  }
}

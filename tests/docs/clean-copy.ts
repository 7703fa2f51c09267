import { cp, mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dir, '../..');

/** The project as somebody has it who has just cloned it, with what is not committed yet. */
export interface CleanCopy extends AsyncDisposable {
  readonly folder: string;
}

export async function makeCleanCopy(): Promise<CleanCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-clone-'));
  const words = ['git', 'ls-files', '--cached', '--others', '--exclude-standard'];
  const listing = Bun.spawn(words, { cwd: root, stdout: 'pipe' });
  for (const file of (await new Response(listing.stdout).text()).trim().split('\n')) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** The commands of the processes that run a program of a folder, or work in it. */
export async function processesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // One that ends meanwhile has nothing to tell.
    const command = await Bun.file(`/proc/${id}/cmdline`)
      .text()
      .catch(() => '');
    const place = await readlink(`/proc/${id}/cwd`).catch(() => '');
    if (command.includes(folder) || place.startsWith(folder)) found.push(command);
  }
  return found;
}

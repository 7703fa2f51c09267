import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningPostgres, startEmbeddedPostgres } from '@annals/embedded';
import { stopWithThisProcess } from './stop-with-this-process.ts';

/** The PostgreSQL that Annals brings along, gone with its data when this process is. */
export async function startTemporaryPostgres(): Promise<RunningPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'annals-test-'));
  // Started as root, the server runs as somebody else, who must be let in.
  await chmod(dataDir, 0o755);
  return await startEmbeddedPostgres({
    dataDir,
    log: {
      info: (event, { pid }) => {
        if (event === 'postgres.started') stopWithThisProcess(Number(pid), dataDir);
      },
      warn: () => {},
    },
  });
}

import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@annals/embedded';
import { stopWithThisProcess } from '../../tests/stop-with-this-process.ts';
import { type Postgres, servedBy } from './postgres.ts';

/** As Annals starts it: what is answered as committed is on the disk. */
export async function startEmbedded(): Promise<Postgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'annals-bench-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (event, { pid }) => {
      if (event === 'postgres.started') stopWithThisProcess(Number(pid), dataDir);
    },
  });
  return await servedBy('embedded', server.url, async () => {
    await server[Symbol.asyncDispose]();
  });
}

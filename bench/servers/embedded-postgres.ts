import { startTemporaryPostgres } from '../../tests/temporary-postgres.ts';
import { type Postgres, servedBy } from './postgres.ts';

/** As Annals starts it: what is answered as committed is on the disk. */
export async function startEmbedded(): Promise<Postgres> {
  return await servedBy('embedded', await startTemporaryPostgres());
}

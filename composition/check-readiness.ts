import type { ServiceProbes } from '@annals/application';
import type { ReadinessCheck } from '@annals/http';

/** Whether the servers of an installation let it work; all are asked at once. */
export async function checkReadiness(probes: ServiceProbes): Promise<ReadinessCheck[]> {
  return await Promise.all([
    check('database', 'The database does not answer.', async () => {
      return (await probes.isDatabaseReadOnly()) ? 'The database takes no writes.' : null;
    }),
    check('migrations', 'The database cannot be asked whether it is migrated.', async () => {
      return (await probes.pendingMigrations()).length > 0 ? notMigrated : null;
    }),
    check('queue', 'The queue does not answer, or takes no jobs.', async () => {
      await probes.pingQueue();
      return null;
    }),
  ]);
}

const notMigrated =
  'The database is not migrated yet: every start does that, or the migrate command.';

/** `probe` says what is wrong, or null; it rejects with what `failure` says. */
async function check(
  name: ReadinessCheck['name'],
  failure: string,
  probe: () => Promise<string | null>,
): Promise<ReadinessCheck> {
  try {
    const message = await probe();
    return { name, ok: message === null, message };
  } catch {
    // The reason may hold an address; the log has it from where it was met.
    return { name, ok: false, message: failure };
  }
}

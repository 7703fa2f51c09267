import type { ServiceProbes } from '@annals/application';
import type { ReadinessCheck } from '@annals/http';

/** Whether the servers of an installation let it work; all are asked at once. */
export async function checkReadiness(probes: ServiceProbes): Promise<ReadinessCheck[]> {
  return await Promise.all([
    check('database', 'The database does not answer.', () => probes.pingDatabase()),
    check('migrations', 'The database is not migrated: run the migrate command.', async () => {
      const pending = await probes.pendingMigrations();
      if (pending.length > 0) throw new Error('pending');
    }),
    check('queue', 'The queue does not answer.', () => probes.pingQueue()),
  ]);
}

async function check(
  name: ReadinessCheck['name'],
  failure: string,
  probe: () => Promise<void>,
): Promise<ReadinessCheck> {
  try {
    await probe();
    return { name, ok: true, message: null };
  } catch {
    // The reason may hold an address; the log has it from where it was met.
    return { name, ok: false, message: failure };
  }
}

import type { RunId } from '@annals/domain';
import type { RunLease, RunLeaseRepository } from '../../ports/index.ts';
import { at } from './samples.ts';

/** Claims a run that is there and not over. */
export async function claimRun(
  runLeases: RunLeaseRepository,
  runId: RunId,
  when: Date = at(1),
): Promise<RunLease> {
  const run = await runLeases.claim(runId, when);
  if (run === null) throw new Error('The run could not be claimed');
  return { runId, tenantId: run.tenantId, fence: run.fence };
}

/** Claims a run and ends it well. */
export async function endRun(
  runLeases: RunLeaseRepository,
  runId: RunId,
  when: Date,
): Promise<void> {
  const lease = await claimRun(runLeases, runId, when);
  const isEnded = await runLeases.finish(lease, { status: 'succeeded', error: null, at: when });
  if (!isEnded) throw new Error('The run could not be ended');
}

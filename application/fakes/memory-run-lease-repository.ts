import { addCounters, isFinished, type RunId, type RunningRun } from '@annals/domain';
import type {
  HeartbeatAnswer,
  RunLease,
  RunLeaseRepository,
  RunProgress,
} from '../ports/run-lease-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import type { RunRow } from './memory-tables.ts';
import { toRun } from './run-rows.ts';

export class MemoryRunLeaseRepository extends MemoryRepository implements RunLeaseRepository {
  claim(runId: RunId, at: Date): Promise<RunningRun | null> {
    return this.run('runLeases.claim', () => {
      const run = this.tables.runs.get(runId);
      if (run === null || isFinished(run)) return null;
      const claimed: RunningRun & RunRow = {
        ...run,
        status: 'running',
        fence: run.fence + 1,
        startedAt: run.startedAt ?? at,
        heartbeatAt: at,
        expectedEndAt: null,
      };
      this.tables.runs.put(claimed);
      return toRun(claimed);
    });
  }

  heartbeat(
    lease: RunLease,
    { channels, percent, currentChannel, expectedEndAt, added, knownStoredAt }: RunProgress,
    at: Date,
  ): Promise<HeartbeatAnswer> {
    return this.run('runLeases.heartbeat', () => {
      const run = this.#held(lease);
      if (run === null || run.heartbeatAt < knownStoredAt) return 'lost';
      this.tables.runs.put({
        ...run,
        ...{ channels, currentChannel, expectedEndAt },
        heartbeatAt: at > run.heartbeatAt ? at : run.heartbeatAt,
        counters: addCounters(run.counters, added),
        percent: Math.max(run.percent, percent),
      });
      return run.cancelRequestedAt === null ? 'ok' : 'cancel_requested';
    });
  }

  handBack(lease: RunLease): Promise<boolean> {
    return this.run('runLeases.handBack', () => {
      const run = this.#held(lease);
      if (run !== null) this.tables.runs.put({ ...run, status: 'queued', expectedEndAt: null });
      return run !== null;
    });
  }

  finish(
    lease: RunLease,
    { status, error, at }: Parameters<RunLeaseRepository['finish']>[1],
  ): Promise<boolean> {
    return this.run('runLeases.finish', () => {
      const run = this.#held(lease);
      if (run !== null) {
        const ending = { status, error, finishedAt: at, expectedEndAt: null };
        this.tables.runs.put({ ...run, ...ending });
      }
      return run !== null;
    });
  }

  /** Nobody stops in the middle of a write here. */
  async endStopped(): Promise<void> {}

  /** The run, as long as the lease holds. */
  #held({ runId, tenantId, fence }: RunLease): (RunningRun & RunRow) | null {
    const run = this.tables.runs.get(runId);
    if (run?.status !== 'running') return null;
    return run.tenantId === tenantId && run.fence === fence ? run : null;
  }
}

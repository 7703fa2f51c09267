import type { QueuedRun, TenantId } from '@annals/domain';
import { MemoryStore } from '../../fakes/memory-store.ts';
import type { NewRun, RunRepository } from '../../ports/run-repository.ts';
import type { TenantReading } from '../../ports/tenant-reading.ts';
import type { Repositories, UnitOfWork } from '../../ports/unit-of-work.ts';
import { replaced } from './faulty-store.ts';

/** Looks for an active run first and stores one afterwards, as if nobody could come between. */
export class TwoActiveRuns implements UnitOfWork {
  readonly #sound = new OpenTables();

  get repositories(): Repositories {
    const { repositories } = this.#sound;
    const createUnlessActive: RunRepository['createUnlessActive'] = async (run) => {
      const active = await repositories.runs.findActive(run.tenantId);
      if (active !== null) return { run: active, created: false };
      const answer = await repositories.runs.createUnlessActive(run);
      if (answer.created || answer.run.status !== 'queued') return answer;
      return { run: this.#sound.storeBeside(answer.run, run), created: true };
    };
    return { ...repositories, runs: replaced(repositories.runs, { createUnlessActive }) };
  }

  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#sound.transaction(work);
  }

  readAs<T>(tenantId: TenantId, read: (repositories: TenantReading) => Promise<T>): Promise<T> {
    return this.#sound.readAs(tenantId, read);
  }
}

class OpenTables extends MemoryStore {
  storeBeside(present: QueuedRun, { id, queuedAt }: NewRun): QueuedRun {
    const second = { ...present, id, queuedAt };
    this.tables.runs.put({ ...second, requestedBy: null, scheduledFor: null });
    return second;
  }
}

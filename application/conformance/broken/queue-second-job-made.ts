import type { RunId, SyncJobData } from '@annals/domain';
import type { SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Makes a job for a run that has one. */
export class SecondJobMade extends FaultyQueue {
  readonly #runOf = new Map<RunId, RunId>();

  override async enqueue(job: SyncJobData): Promise<boolean> {
    if (await super.enqueue(job)) return true;
    const runId = crypto.randomUUID() as RunId;
    this.#runOf.set(runId, job.runId);
    return await super.enqueue({ ...job, runId });
  }

  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    return (delivery) => {
      const { job } = delivery;
      return handler({
        ...delivery,
        job: { ...job, runId: this.#runOf.get(job.runId) ?? job.runId },
      });
    };
  }
}

import type { RunId } from '@annals/domain';
import { JOB_RETRIES, type SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Counts a delivery that was handed back as an attempt. */
export class HandBackCounted extends FaultyQueue {
  readonly #handedBack = new Map<RunId, number>();

  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    return async (delivery) => {
      const { runId } = delivery.job;
      const handedBack = this.#handedBack.get(runId) ?? 0;
      const attempt = delivery.attempt + handedBack;
      const isLastAttempt = attempt > JOB_RETRIES;
      const outcome = await handler({ ...delivery, attempt, isLastAttempt });
      if (outcome === 'hand_back') this.#handedBack.set(runId, handedBack + 1);
      return outcome;
    };
  }
}

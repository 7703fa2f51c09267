import { expect } from 'bun:test';
import type { SyncQueue } from '@annals/application';
import type { SyncJobData } from '@annals/domain';

/** Calls until the queue takes the job: one that meets a connection as it dies is told that. */
export async function enqueueAtLast(queue: SyncQueue, job: SyncJobData): Promise<void> {
  for (;;) {
    try {
      await queue.enqueue(job);
      return;
    } catch (error) {
      expect(error).toHaveProperty('name', 'QueueUnavailableError');
    }
  }
}

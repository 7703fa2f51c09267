import type { RunId } from '@annals/domain';
import { QueueUnavailableError, type SyncQueue } from '../ports/sync-queue.ts';

/** How many wait before a run; null when it does not wait, and while the queue is away. */
export async function placeInQueue(queue: SyncQueue, runId: RunId): Promise<number | null> {
  try {
    return await queue.positionOf(runId);
  } catch (error) {
    if (error instanceof QueueUnavailableError) return null;
    throw error;
  }
}

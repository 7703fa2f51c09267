import type { QueueAdmin } from '../../ports/queue-admin.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Gives its first page whatever page is asked for. */
export class FirstPageOnly extends FaultyQueue {
  protected override spoilAdmin(admin: QueueAdmin): Partial<QueueAdmin> {
    return { listJobs: (state, { limit }) => admin.listJobs(state, { offset: 0, limit }) };
  }
}

import type { QueueAdmin } from '../../ports/queue-admin.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Gives its first page whatever page is asked for. */
export class FirstPageOnly extends FaultyQueue {
  protected override spoilAdmin(admin: QueueAdmin): QueueAdmin {
    return {
      overview: () => admin.overview(),
      workersSeen: () => admin.workersSeen(),
      listJobs: (state, { limit }) => admin.listJobs(state, { offset: 0, limit }),
      pause: () => admin.pause(),
      resume: () => admin.resume(),
      retryJob: (jobId) => admin.retryJob(jobId),
      removeJob: (jobId) => admin.removeJob(jobId),
    };
  }
}

import type { QueueAdmin } from '../../ports/queue-admin.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Sees no worker, ever. */
export class WorkersUnseen extends FaultyQueue {
  protected override spoilAdmin(admin: QueueAdmin): QueueAdmin {
    return {
      overview: () => admin.overview(),
      workersSeen: async () => 0,
      listJobs: (state, page) => admin.listJobs(state, page),
      pause: () => admin.pause(),
      resume: () => admin.resume(),
      retryJob: (jobId) => admin.retryJob(jobId),
      removeJob: (jobId) => admin.removeJob(jobId),
    };
  }
}

import type { QueueAdmin } from '../../ports/queue-admin.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Says that it is paused and goes on. */
export class PauseIgnored extends FaultyQueue {
  protected override spoilAdmin(admin: QueueAdmin): QueueAdmin {
    let isPaused = false;
    return {
      workersSeen: () => admin.workersSeen(),
      overview: async () => ({ ...(await admin.overview()), isPaused }),
      listJobs: (state, page) => admin.listJobs(state, page),
      pause: async () => {
        isPaused = true;
      },
      resume: async () => {
        isPaused = false;
      },
      retryJob: (jobId) => admin.retryJob(jobId),
      removeJob: (jobId) => admin.removeJob(jobId),
    };
  }
}

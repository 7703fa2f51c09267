import type { QueueAdmin } from '../../ports/queue-admin.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Says that it is paused and goes on. */
export class PauseIgnored extends FaultyQueue {
  protected override spoilAdmin(admin: QueueAdmin): Partial<QueueAdmin> {
    let isPaused = false;
    return {
      overview: async () => ({ ...(await admin.overview()), isPaused }),
      pause: async () => {
        isPaused = true;
      },
      resume: async () => {
        isPaused = false;
      },
    };
  }
}

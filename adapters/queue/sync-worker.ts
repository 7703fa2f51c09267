import { type IQueueBackend, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';

/** Ends an attempt. BullMQ stores the text and shows it: the real error may hold anything. */
export class AttemptFailedError extends Error {
  override readonly name: string = 'AttemptFailedError';

  constructor() {
    super('The attempt failed; the log says why.');
  }
}

/** A job's end could not be told to the server. */
class UnfinishedJobError extends Error {
  override readonly name: string = 'UnfinishedJobError';
}

const PAUSE_AFTER_FAILURE_MS = 1_000;

/** BullMQ's worker, for servers that come and go. */
export class SyncWorker<Connection> extends Worker<
  unknown,
  void,
  string,
  IQueueBackend,
  never,
  Connection
> {
  failuresInRow = 0;

  /** BullMQ asks a server that answers with an error again at once, and so thousands of times. */
  protected override async moveToActive(token: string, name?: string): Promise<SyncJob> {
    try {
      const job = await super.moveToActive(token, name);
      this.failuresInRow = 0;
      return job;
    } catch (error) {
      if (this.closing === undefined) await this.delay(PAUSE_AFTER_FAILURE_MS);
      throw error;
    }
  }

  /** After it could not wait for a job BullMQ waits again after 100 ms, and tells an error each time. */
  override async delay(...[ms, abort]: Parameters<Worker['delay']>): Promise<void> {
    await super.delay(ms ?? PAUSE_AFTER_FAILURE_MS, abort);
  }

  /** The search for jobs of dead workers pauses five seconds after a failure, unless told. */
  override checkConnectionError<T>(work: () => Promise<T>): Promise<T | undefined> {
    return super.checkConnectionError(work, PAUSE_AFTER_FAILURE_MS);
  }

  /**
   * When the server fails while a job's end is told to it, BullMQ would store the driver's error
   * as if the handler had thrown it, and count an attempt. Here nothing is stored: the job's lock
   * runs out and the job is delivered again.
   */
  protected override async handleFailed(error: Error, ...rest: HandleFailedRest): Promise<SyncJob> {
    if (!isOutcome(error)) throw new UnfinishedJobError('unfinished', { cause: error });
    return await super.handleFailed(error, ...rest);
  }

  /** Stops what would otherwise go on for as long as `close` waits for a server that is gone. */
  async abandon(): Promise<void> {
    await this.lockManager.close();
  }
}

type SyncJob = Job<unknown, void, string, never>;
type HandleFailedRest = [
  job: SyncJob,
  token: string,
  fetchNextCallback?: () => boolean,
  span?: Parameters<Worker['handleFailed']>[4],
];

function isOutcome(error: Error): boolean {
  return (
    error instanceof AttemptFailedError ||
    error instanceof UnrecoverableError ||
    error instanceof WaitingError
  );
}

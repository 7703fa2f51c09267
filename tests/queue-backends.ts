import type { AdministeredQueue, Logger } from '@annals/application';
import { RecordedLogger } from '@annals/application/fakes';
import { createPostgresSyncQueue, createRedisSyncQueue } from '@annals/queue';

/** Shorter than people would want them, so that tests need not wait. Milliseconds. */
export const quickTiming = { retryFirstDelayMs: 40, lockMs: 1_000, stalledIntervalMs: 200 };

/** The queue on the server that the URL names. */
export function openQueue(
  url: string,
  logger: Logger = new RecordedLogger(),
  timing: typeof quickTiming = quickTiming,
): AdministeredQueue {
  const options = { logger, timing };
  return url.startsWith('redis:')
    ? createRedisSyncQueue({ ...options, url })
    : createPostgresSyncQueue({ ...options, connectionString: url });
}

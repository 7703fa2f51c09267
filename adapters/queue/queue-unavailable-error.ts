/**
 * The queue's server does not answer, or the queue is closed. Trying again may help, and what was
 * asked may still be done later.
 */
export class QueueUnavailableError extends Error {
  override readonly name: string = 'QueueUnavailableError';
}

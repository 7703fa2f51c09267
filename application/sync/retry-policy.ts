import type { Clock } from '../ports/clock.ts';
import { PlatformError } from '../ports/platform-error.ts';

/** Waits between the tries of one call to the platform, in milliseconds. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000] as const;

/**
 * Repeats a call that fails with `unavailable`, and with nothing else: every other answer is one.
 * Gives up with the last error, or with the signal's reason as soon as it is aborted.
 */
export async function withRetries<T>(
  clock: Clock,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  for (const delayMs of RETRY_DELAYS_MS) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== 'unavailable') throw error;
    }
    await clock.sleep(delayMs, signal);
    signal.throwIfAborted();
  }
  return await call();
}

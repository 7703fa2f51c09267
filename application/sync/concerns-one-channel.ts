import { PlatformError } from '../ports/platform-error.ts';

/** Errors after which every other channel goes on. */
export function concernsOneChannel(error: unknown): error is PlatformError {
  return (
    error instanceof PlatformError && error.code !== 'unauthorized' && error.code !== 'rate_limited'
  );
}

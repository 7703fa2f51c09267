import { PlatformError } from '@annals/application';

/** Null for a channel that was hidden or removed meanwhile. */
export async function orUnknown<T>(question: () => Promise<T>): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof PlatformError && error.isOutOfReach) return null;
    throw error;
  }
}

import type { Clock } from '@annals/application';

/** A timer of more milliseconds than this fires at once instead. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    let leftMs = ms;
    while (leftMs > LONGEST_TIMER_MS && signal?.aborted !== true) {
      await timer(LONGEST_TIMER_MS, signal);
      leftMs -= LONGEST_TIMER_MS;
    }
    await timer(leftMs, signal);
  }

  repeat(ms: number, task: () => Promise<void>, signal: AbortSignal): void {
    if (signal.aborted) return;
    let isAtWork = false;
    const round = async () => {
      if (isAtWork) return;
      isAtWork = true;
      try {
        await task();
      } finally {
        isAtWork = false;
      }
    };
    const handle = setInterval(() => void round(), ms);
    signal.addEventListener('abort', () => clearInterval(handle), { once: true });
  }
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(handle);
      // A signal outlives many sleeps: what stays on it would pile up.
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const handle = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  });
}

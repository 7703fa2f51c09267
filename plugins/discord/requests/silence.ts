import { PlatformError } from '@annals/application';
import { LimitedAnswer, type LimitScope, refusedToken, toPlatformError } from './errors.ts';

/** Cloudflare counts what comes while it blocks: asking sooner makes it longer. */
const LEAST_BLOCK_MS = 60_000;

/** Whether anything may be asked at all: not while Discord or Cloudflare refuses all that comes. */
export class Silence {
  /** What Discord has last said of it. */
  isTokenRefused = false;
  #limit: { readonly scope: LimitScope; readonly untilMs: number } | null = null;

  /** Throws while it lasts. `tryAgain`: the token may have been restored since it was refused. */
  refuse(asking: { readonly route: string; readonly tryAgain?: boolean }): void {
    const { route, tryAgain = false } = asking;
    const { scope, untilMs } = this.#limit ?? { scope: 'global', untilMs: 0 };
    const leftMs = untilMs - performance.now();
    if (leftMs > 0) throw toPlatformError(new LimitedAnswer(scope, leftMs), route);
    if (this.isTokenRefused && !tryAgain) throw new PlatformError('unauthorized', refusedToken);
  }

  /** Begins where a limit is over all requests; of several the longest holds. */
  meetLimit({ scope, retryAfterMs }: LimitedAnswer): void {
    if (scope !== 'cloudflare' && scope !== 'global') return;
    const leastMs = scope === 'cloudflare' ? LEAST_BLOCK_MS : 0;
    // The system's time may be set back: a minute would become an hour.
    const untilMs = performance.now() + Math.max(leastMs, retryAfterMs ?? 0);
    if (untilMs > (this.#limit?.untilMs ?? 0)) this.#limit = { scope, untilMs };
  }
}

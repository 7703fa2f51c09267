import type { ChannelId } from '@annals/domain';
import type { AnsweredRequest } from '../ports/metrics.ts';
import type { PlatformCall } from '../ports/platform-call.ts';
import { PlatformError, type PlatformErrorCode } from '../ports/platform-error.ts';

export type PlatformMethod =
  | 'listChannels'
  | 'listActiveThreads'
  | 'listMessages'
  | 'listArchivedThreads'
  | 'listReactionUsers'
  | 'hasMessage'
  | 'checkContentGrant'
  | 'serverTime'
  | 'examineCommunity'
  | 'measureHistory';

export interface ScriptedFault {
  readonly method: PlatformMethod;
  /** Only calls that concern this channel; without it, every call of the method. */
  readonly channelId?: ChannelId;
  readonly code: PlatformErrorCode;
  /** How many calls fail; `Infinity` for every one from now on. 1 when it is not said. */
  readonly times?: number;
  readonly retryAfterMs?: number;
}

export interface ScriptedCall {
  readonly method: PlatformMethod;
  /** Null for what is asked of the whole community. */
  readonly channelId: ChannelId | null;
}

/** Every call on its way to the world: counted, logged, failed on request. */
export class ScriptedTraffic {
  readonly calls: ScriptedCall[] = [];
  /** What a plugin would tell of them: each answered or refused, oldest first. */
  readonly answered: AnsweredRequest[] = [];
  /** Runs before each answer: changes the world meanwhile, or holds the answer back. */
  beforeAnswer: ((call: ScriptedCall) => void | Promise<void>) | null = null;
  #faults: { readonly fault: ScriptedFault; left: number }[] = [];

  failWith(fault: ScriptedFault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  count(method?: PlatformMethod, channelId?: ChannelId): number {
    return this.calls.filter(
      (call) =>
        (method === undefined || call.method === method) &&
        (channelId === undefined || call.channelId === channelId),
    ).length;
  }

  /** One request; `answer` is asked only once the request has come through. */
  async send<T>(call: ScriptedCall, { signal, meter }: PlatformCall, answer: () => T): Promise<T> {
    signal.throwIfAborted();
    meter.requestSent();
    this.calls.push(call);
    if (this.beforeAnswer !== null) await orAborted(signal, this.beforeAnswer(call));
    // An answer never comes within the call that asks for it.
    else await Promise.resolve();
    signal.throwIfAborted();
    const route = call.method;
    try {
      this.#throwFault(call);
    } catch (error) {
      this.answered.push({ route, status: null });
      throw error;
    }
    this.answered.push({ route, status: 200 });
    return answer();
  }

  #throwFault({ method, channelId }: ScriptedCall): void {
    const found = this.#faults.find(
      ({ fault, left }) =>
        left > 0 &&
        fault.method === method &&
        (fault.channelId === undefined || fault.channelId === channelId),
    );
    if (found === undefined) return;
    found.left -= 1;
    const { code, retryAfterMs = null } = found.fault;
    throw new PlatformError(code, `The script says ${code} to ${method}.`, retryAfterMs);
  }
}

/** Waits for `work`, but no longer than until the signal is aborted. */
async function orAborted(signal: AbortSignal, work: void | Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

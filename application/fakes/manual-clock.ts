import type { Clock } from '../ports/clock.ts';

/** Something that happens once the time has come. */
interface Alarm {
  readonly dueMs: number;
  readonly isSleeper: boolean;
  ring(): void;
}

export interface ManualClockOptions {
  readonly start?: Date;
  readonly autoAdvance?: boolean;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  /** When true, a sleep moves the time on by itself and is over: nobody has to call `advance`. */
  autoAdvance: boolean;
  #nowMs: number;
  readonly #alarms = new Set<Alarm>();

  constructor({ start, autoAdvance }: ManualClockOptions = {}) {
    this.#nowMs = (start ?? new Date('2026-03-01T12:00:00.000Z')).getTime();
    this.autoAdvance = autoAdvance ?? false;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  /** How many sleeps are going on. */
  get sleepers(): number {
    return [...this.#alarms].filter(({ isSleeper }) => isSleeper).length;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    if (this.autoAdvance) {
      // Lets go of the thread on the way: a repeated task has to end its round before the next is
      // due, and a loop that only sleeps could never be ended.
      await this.advance(ms);
      return;
    }
    await this.#wait(ms, signal);
  }

  repeat(ms: number, task: () => Promise<void>, signal: AbortSignal): void {
    if (signal.aborted) return;
    let alarm: Alarm;
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
    const schedule = () => {
      const ring = () => {
        schedule();
        void round();
      };
      alarm = { dueMs: this.#nowMs + ms, isSleeper: false, ring };
      this.#alarms.add(alarm);
    };
    schedule();
    signal.addEventListener('abort', () => this.#alarms.delete(alarm), { once: true });
  }

  /**
   * Lets `ms` milliseconds pass: wakes whoever is due, the earliest first, and lets each go on as
   * far as it can before the next. A sleep that begins on the way and is due by then ends too.
   */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await this.settle();
    while (this.#ringNext(untilMs)) await this.settle();
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Lets everything go on that waits for no time to pass. */
  settle(): Promise<void> {
    // The next turn of the event loop comes when no promise is left to go on, however long the
    // chains of them are.
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Rings the earliest alarm up to then; false when there is none. */
  #ringNext(untilMs: number): boolean {
    let next: Alarm | null = null;
    for (const alarm of this.#alarms) {
      if (alarm.dueMs <= untilMs && (next === null || alarm.dueMs < next.dueMs)) next = alarm;
    }
    if (next === null) return false;
    this.#alarms.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.ring();
    return true;
  }

  #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#alarms.delete(alarm);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const alarm: Alarm = { dueMs: this.#nowMs + ms, isSleeper: true, ring: wake };
      this.#alarms.add(alarm);
      signal?.addEventListener('abort', wake);
    });
  }
}

import type { AdministeredQueue } from '../../ports/queue-admin.ts';
import type { Check } from '../check.ts';

/** What the suite needs to know about an implementation of `AdministeredQueue`. */
export interface QueueHarness {
  /** Opens a queue without any job, which nobody else uses. Disposing closes all of it. */
  open(): Promise<OpenQueue>;
}

export interface OpenQueue extends AsyncDisposable {
  readonly queue: AdministeredQueue;
  /** The same queue, as another process has it. */
  readonly other: AdministeredQueue;
  /** Before the first retry, in milliseconds. */
  readonly retryFirstDelayMs: number;
  /** The time that retries go by, in milliseconds. */
  now(): number;
  /** Lets that time go on. */
  elapse(ms: number): Promise<void>;
  /** Settles as `event` does, or rejects when it must have come long ago. */
  soon<T>(event: Promise<T>): Promise<T>;
}

/** A promise of a queue, shown on a queue of its own. */
export type QueueCheck = Check<QueueTrial>;

/** A queue under test, and what is let go when a check ends, however it ends. */
interface QueueTrial extends Omit<OpenQueue, keyof AsyncDisposable> {
  /** Something to hold handlers at. */
  gate(): Gate;
}

interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

/** Runs one check on a new queue; rejects with what it found. */
export async function onTrial(check: QueueCheck, harness: QueueHarness): Promise<void> {
  await using opened = await harness.open();
  const gates: Gate[] = [];
  const trial: QueueTrial = {
    queue: opened.queue,
    other: opened.other,
    retryFirstDelayMs: opened.retryFirstDelayMs,
    now: () => opened.now(),
    elapse: (ms) => opened.elapse(ms),
    soon: (event) => opened.soon(event),
    gate() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const gate = { passed: promise, open: resolve };
      gates.push(gate);
      return gate;
    },
  };
  try {
    await check.run(trial);
  } finally {
    // A handler that still waits would hold up the queue's end.
    for (const gate of gates) gate.open();
  }
}

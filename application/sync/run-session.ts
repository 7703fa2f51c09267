import {
  addCounters,
  type ChannelCounts,
  type ChannelId,
  type MessageId,
  noCounters,
  type RunCounters,
  type RunningRun,
  type SyncError,
} from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { PlatformCall, TrafficMeter } from '../ports/platform-call.ts';
import type { RunLease, RunLeaseRepository } from '../ports/run-lease-repository.ts';
import type { Repositories, UnitOfWork } from '../ports/unit-of-work.ts';
import type { ReadingProgress } from './reading-progress.ts';

/** How often a run says that it is alive and asks whether it should stop, in milliseconds. */
const HEARTBEAT_INTERVAL_MS = 2_000;

/** Failed channels that a run's error names; all are in its list of errors. */
const NAMED_CHANNELS = 10;

export type InterruptionReason = 'cancelled' | 'lost' | 'stopping';

/** The run is not to go on here: a cancel was asked for, another worker owns it, or this one stops. */
export class RunInterrupted extends Error {
  readonly reason: InterruptionReason;

  constructor(reason: InterruptionReason) {
    super(`The run was interrupted: ${reason}.`);
    this.name = 'RunInterrupted';
    this.reason = reason;
  }
}

/** A problem that one channel or message had, while the run went on. */
export interface SessionProblem {
  readonly code: string;
  readonly message: string;
  readonly channelId: ChannelId | null;
  readonly messageId: MessageId | null;
}

export interface RunSessionParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

/**
 * One worker's hold on one run, from claim to end: writes only while the lease is held, counts
 * what the run does, and knows when it must stop.
 */
export class RunSession {
  readonly lease: RunLease;
  /** Comes with every call to the platform that this run makes. */
  readonly call: PlatformCall;
  readonly #parts: RunSessionParts;
  readonly #attempt: number;
  /** How far earlier attempts came. */
  readonly #percentBefore: number;
  /** How far the run is by what is stored. */
  #percentStored: number;
  readonly #interruption = new AbortController();
  readonly #ended = new AbortController();
  #channels: ChannelCounts = { total: 0, done: 0, skipped: 0, failed: 0 };
  readonly #channelsBefore: ChannelCounts;
  #added: RunCounters = noCounters;
  /** With those of earlier attempts. */
  #stored: RunCounters;
  #problems: number;
  #isCancelRequested = false;
  #knownStoredAt: Date;
  readonly #failedChannels: string[] = [];
  /** Null while channels are still being looked for. */
  #reading: ReadingProgress | null = null;

  constructor(
    parts: RunSessionParts,
    run: RunningRun,
    {
      attempt,
      stopping,
      problemsBefore,
    }: {
      readonly attempt: number;
      readonly stopping: AbortSignal;
      /** Of earlier attempts, those that this one cannot mend. */
      readonly problemsBefore: number;
    },
  ) {
    this.#parts = parts;
    this.lease = { runId: run.id, tenantId: run.tenantId, fence: run.fence };
    this.#percentBefore = run.percent;
    this.#percentStored = run.percent;
    this.#channelsBefore = run.channels;
    this.#stored = run.counters;
    this.#knownStoredAt = run.heartbeatAt;
    this.#attempt = attempt;
    this.#problems = problemsBefore;
    const stop = () => this.interrupt(new RunInterrupted('stopping'));
    if (stopping.aborted) stop();
    else stopping.addEventListener('abort', stop, { signal: this.#ended.signal });
    this.call = { signal: this.#interruption.signal, meter: this.#meter() };
  }

  /** Aborted, with the reason why, when the run must not go on here. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  /** Whether a heartbeat was told that somebody asked for the end of the run. */
  get isCancelRequested(): boolean {
    return this.#isCancelRequested;
  }

  /** What the run's row counts. */
  get counters(): RunCounters {
    return this.#stored;
  }

  /** Whether this attempt has brought the run further than those before it. */
  get hasGoneOn(): boolean {
    return this.#percentStored > this.#percentBefore;
  }

  /** Ends all work of the run; the first reason stays. */
  interrupt(reason: Error): void {
    this.#interruption.abort(reason);
  }

  /** One sentence that names what went wrong; null when nothing did. */
  describeProblems(): string | null {
    if (this.#problems === 0) return null;
    const names = this.#failedChannels;
    if (names.length === 0) {
      const noted = this.#problems === 1 ? '1 problem was' : `${this.#problems} problems were`;
      return `${noted} noted; see the run's errors.`;
    }
    const shown = names.slice(0, NAMED_CHANNELS).join(', ');
    const rest = names.length - NAMED_CHANNELS;
    const more = rest > 0 ? `, and ${rest} more` : '';
    return `${names.length} of its channels could not be read: ${shown}${more}.`;
  }

  /** `name` as it is stored, `code` why it could not be read. */
  noteFailedChannel(name: string, code: string): void {
    this.#failedChannels.push(`#${name} (${code})`);
  }

  /** From now on the run tells how far it is. */
  startReading(reading: ReadingProgress): void {
    this.#reading = reading;
  }

  countChannels(change: Partial<ChannelCounts>): void {
    const { total, done, skipped, failed } = this.#channels;
    this.#channels = {
      total: total + (change.total ?? 0),
      done: done + (change.done ?? 0),
      skipped: skipped + (change.skipped ?? 0),
      failed: failed + (change.failed ?? 0),
    };
  }

  /**
   * One fenced transaction: the work, then the heartbeat with what was counted since the last one
   * and what the work itself added. Nothing is stored when the lease is lost.
   */
  async write(work: (repositories: Repositories) => Promise<Partial<RunCounters>>): Promise<void> {
    await this.#fenced(work, async () => {});
  }

  /** Ends the run, with all that was counted, and stores beside it what `work` does. */
  async finish(
    ending: Parameters<RunLeaseRepository['finish']>[1],
    work: (repositories: Repositories) => Promise<void>,
  ): Promise<void> {
    await this.#fenced(
      async (repositories) => {
        await work(repositories);
        return {};
      },
      async ({ runLeases }) => {
        if (!(await runLeases.finish(this.lease, ending))) throw new RunInterrupted('lost');
      },
    );
  }

  async #fenced(
    work: (repositories: Repositories) => Promise<Partial<RunCounters>>,
    afterHeartbeat: (repositories: Repositories) => Promise<void>,
  ): Promise<void> {
    const counted = this.#added;
    this.#added = noCounters;
    try {
      const { stored, percent, at } = await this.#parts.unitOfWork.transaction(
        async (repositories) => {
          const added = addCounters(counted, await work(repositories));
          const progress = {
            channels: this.#toldChannels(),
            added,
            percent: this.#reading?.percent(this.#channels, this.#percentBefore) ?? 0,
            currentChannel: this.#reading?.currentChannel ?? null,
            expectedEndAt: this.#reading?.expectedEnd(this.#channels) ?? null,
            knownStoredAt: this.#knownStoredAt,
          };
          const now = this.#parts.clock.now();
          const answer = await repositories.runLeases.heartbeat(this.lease, progress, now);
          if (answer === 'lost') throw new RunInterrupted('lost');
          this.#isCancelRequested = answer === 'cancel_requested';
          await afterHeartbeat(repositories);
          return { stored: added, percent: progress.percent, at: now };
        },
      );
      this.#stored = addCounters(this.#stored, stored);
      this.#percentStored = percent;
      this.#knownStoredAt = at;
    } catch (error) {
      this.#added = addCounters(this.#added, counted);
      if (error instanceof RunInterrupted) this.interrupt(error);
      throw error;
    }
    if (this.#isCancelRequested) this.interrupt(new RunInterrupted('cancelled'));
  }

  /** Those of the worker before, as long as channels are looked for: fewer would seem to be done. */
  #toldChannels(): ChannelCounts {
    const isTakenOver = this.#channelsBefore.total > 0;
    return isTakenOver && this.#reading === null ? this.#channelsBefore : this.#channels;
  }

  /** Brings what was counted since the last heartbeat, and learns of a cancel. Never rejects. */
  async beat(): Promise<void> {
    try {
      await this.write(async () => ({}));
    } catch {
      // A lost lease has interrupted the session by now; a store that is away will be met, and
      // reported, by whatever is written next.
    }
  }

  /** Beats in the background until the session ends, so that a long wait looks alive. */
  keepAlive(): void {
    this.#parts.clock.repeat(HEARTBEAT_INTERVAL_MS, () => this.beat(), this.#ended.signal);
  }

  /** Stores problems beside what the given repositories store. */
  async noteProblem(repositories: Repositories, ...problems: SessionProblem[]): Promise<void> {
    const occurredAt = this.#parts.clock.now();
    const errors: SyncError[] = problems.map((problem) => ({
      ...problem,
      tenantId: this.lease.tenantId,
      runId: this.lease.runId,
      attempt: this.#attempt,
      occurredAt,
    }));
    await repositories.errors.add(errors);
    this.#problems += problems.length;
  }

  /** The same in a transaction of its own. */
  async noteAlone(...problems: SessionProblem[]): Promise<void> {
    await this.write(async (repositories) => {
      await this.noteProblem(repositories, ...problems);
      return {};
    });
  }

  /** Stops the background heartbeat. */
  end(): void {
    this.#ended.abort();
  }

  #meter(): TrafficMeter {
    return {
      requestSent: () => {
        this.#reading?.requestSent();
        this.#added = addCounters(this.#added, { requests: 1 });
      },
      rateLimitWaited: (ms) => {
        this.#added = addCounters(this.#added, { rateLimitWaitMs: Math.round(ms) });
      },
    };
  }
}

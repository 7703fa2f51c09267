import { isFinished, type SyncRun, type TenantId } from '@annals/domain';
import { errorName } from '../error-name.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** How often the runs of watched tenants are looked at: listeners are promised 2 s. */
const LOOK_EVERY_MS = 1_000;
/** More runs than end between two looks. */
const MOST_BETWEEN = 50;

export type RunListener = (run: SyncRun) => void;

export interface ProgressWatchParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tells listeners how the latest run of their tenant goes on: one question a second for all
 * tenants that anybody listens to, however many listen.
 */
export class ProgressWatch {
  readonly #parts: ProgressWatchParts;
  readonly #listeners = new Map<TenantId, Set<RunListener>>();
  readonly #latest = new Map<TenantId, SyncRun>();

  constructor(parts: ProgressWatchParts) {
    this.#parts = parts;
  }

  /** Looks until `signal` is aborted. */
  start(signal: AbortSignal): void {
    this.#parts.clock.repeat(LOOK_EVERY_MS, () => this.look(), signal);
  }

  /**
   * Calls the listener with the latest run as soon as it is known, and from then on whenever
   * something of it has been looked up anew, until the returned function is called. Of runs that
   * ended between two looks the end comes first, oldest first.
   */
  listen(tenantId: TenantId, listener: RunListener): () => void {
    const listeners = this.#listeners.get(tenantId) ?? new Set();
    this.#listeners.set(tenantId, listeners.add(listener));
    const known = this.#latest.get(tenantId);
    if (known !== undefined) listener(known);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.#listeners.delete(tenantId);
      this.#latest.delete(tenantId);
    };
  }

  /** One round. Never rejects: a store that is away is asked again in the next one. */
  async look(): Promise<void> {
    const tenantIds = [...this.#listeners.keys()];
    if (tenantIds.length === 0) return;
    try {
      const { runs } = this.#parts.unitOfWork.repositories;
      for (const run of await runs.latestOf(tenantIds)) {
        const ended = await this.#endedBefore(run);
        const listeners = this.#listeners.get(run.tenantId);
        // The last one may have left while the question was on its way.
        if (listeners === undefined) continue;
        this.#latest.set(run.tenantId, run);
        for (const told of [...ended, run]) for (const listener of listeners) listener(told);
      }
    } catch (error) {
      this.#parts.logger.warn('progress.look_failed', {
        error: errorName(error),
      });
    }
  }

  /** What has ended since the last look, when another run has followed; oldest first. */
  async #endedBefore(run: SyncRun): Promise<readonly SyncRun[]> {
    const known = this.#latest.get(run.tenantId);
    if (known === undefined || known.id === run.id) return [];
    const before = { queuedAt: run.queuedAt, runId: run.id };
    const { runs } = this.#parts.unitOfWork.repositories;
    const earlier = await runs.list(run.tenantId, { before, limit: MOST_BETWEEN });
    const isUntold = ({ id, queuedAt }: SyncRun) =>
      id === known.id ? !isFinished(known) : queuedAt > known.queuedAt;
    return earlier.filter(isUntold).toReversed();
  }
}

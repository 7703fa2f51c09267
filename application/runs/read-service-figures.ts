import { type Freshness, freshnessStates } from '@annals/domain';
import type { QueueAdmin, QueueOverview } from '../ports/queue-admin.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type FreshnessParts, freshnessNow } from './read-freshness.ts';

/** Tenants of one freshness. */
export interface FreshnessFigures {
  readonly tenants: number;
  /** Since the last success of the one that has waited longest, or since it was made. */
  readonly lagSeconds: number;
}

export interface ReadFiguresParts extends FreshnessParts {
  readonly unitOfWork: UnitOfWork;
}

/** How fresh the archives of all tenants are. One statement. */
export async function readFreshnessFigures(
  parts: ReadFiguresParts,
): Promise<Record<Freshness, FreshnessFigures>> {
  const now = parts.clock.now().getTime();
  const figures = new Map<Freshness, FreshnessFigures>();
  for (const standing of await parts.unitOfWork.repositories.tenants.standings()) {
    const freshness = freshnessNow(parts, standing);
    const { lastSyncedAt, createdAt } = standing.tenant;
    const lag = (now - (lastSyncedAt ?? createdAt).getTime()) / 1000;
    const { tenants, lagSeconds } = figures.get(freshness) ?? nobody;
    figures.set(freshness, { tenants: tenants + 1, lagSeconds: Math.max(lagSeconds, lag) });
  }
  const entries = freshnessStates.map((state) => [state, figures.get(state) ?? nobody]);
  return Object.fromEntries(entries) as Record<Freshness, FreshnessFigures>;
}

const nobody: FreshnessFigures = { tenants: 0, lagSeconds: 0 };

/** What is told of the queue: its counts, and for how long the oldest waiting job has waited. */
export async function readQueueFigures({
  queue,
  clock,
}: Pick<FreshnessParts, 'clock'> & { readonly queue: Pick<QueueAdmin, 'overview'> }): Promise<{
  readonly counts: QueueOverview['counts'];
  readonly oldestWaitingSeconds: number;
}> {
  const { counts, oldestWaitingAt } = await queue.overview();
  const waited = oldestWaitingAt === null ? 0 : clock.now().getTime() - oldestWaitingAt.getTime();
  return { counts, oldestWaitingSeconds: Math.max(0, waited) / 1000 };
}

import type { RunRepository } from '../../ports/run-repository.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

const A_MILLISECOND = 1;

/** Begins each page of runs with those that ended the page before. */
export class PageEdgeTwice extends FaultyStore {
  protected override spoil({ runs }: Repositories): Partial<Repositories> {
    const list: RunRepository['list'] = (tenantId, { before, limit }) => {
      const edge = before && {
        ...before,
        queuedAt: new Date(before.queuedAt.getTime() + A_MILLISECOND),
      };
      return runs.list(tenantId, { before: edge, limit: limit + 1 });
    };
    return { runs: replaced(runs, { list }) };
  }
}

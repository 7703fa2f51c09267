import type { DueRound } from '../../ports/run-repository.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Takes each question for a round of its own, due just when it is asked. */
export class TwoRunsARound extends FaultyStore {
  #asked = 0;

  protected override spoil({ runs }: Repositories): Partial<Repositories> {
    const createDue = (round: DueRound) => {
      this.#asked += 1;
      return runs.createDue({ ...round, dueAt: new Date(round.queuedAt.getTime() + this.#asked) });
    };
    return { runs: replaced(runs, { createDue }) };
  }
}

import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** A run goes on as if everything were there that it has stored. */
export class LossesUnnoticed extends FaultyStore {
  protected spoil({ runLeases }: Repositories): Partial<Repositories> {
    return {
      runLeases: replaced(runLeases, {
        heartbeat: (lease, progress, at) =>
          runLeases.heartbeat(lease, { ...progress, knownStoredAt: new Date(0) }, at),
      }),
    };
  }
}

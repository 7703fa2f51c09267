import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Keeps the session of whoever signs out. */
export class SessionsOutlive extends FaultyStore {
  protected override spoil({ browserSessions }: Repositories): Partial<Repositories> {
    return { browserSessions: replaced(browserSessions, { remove: async () => {} }) };
  }
}

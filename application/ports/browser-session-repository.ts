import type { BrowserSession } from '@annals/domain';

export interface BrowserSessionRepository {
  create(session: BrowserSession): Promise<void>;
  /** The session whose token has this hash, an expired one included: the caller judges. */
  findByHash(tokenHash: string): Promise<BrowserSession | null>;
  /** Ends a session; one that is not there is ended already. */
  remove(tokenHash: string): Promise<void>;
  /** Forgets the sessions that have expired by `at`. */
  removeExpired(at: Date): Promise<void>;
}

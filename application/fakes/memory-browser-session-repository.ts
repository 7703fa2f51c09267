import type { BrowserSession } from '@annals/domain';
import type { BrowserSessionRepository } from '../ports/browser-session-repository.ts';
import { MemoryRepository } from './memory-repository.ts';

export class MemoryBrowserSessionRepository
  extends MemoryRepository
  implements BrowserSessionRepository
{
  create(session: BrowserSession): Promise<void> {
    return this.run('browserSessions.create', () => {
      const isTaken = this.tables.browserSessions.get(session.tokenHash) !== null;
      if (isTaken) throw new Error('There is a session with this token.');
      this.tables.browserSessions.put(session);
    });
  }

  findByHash(tokenHash: string): Promise<BrowserSession | null> {
    return this.run('browserSessions.findByHash', () => this.tables.browserSessions.get(tokenHash));
  }

  remove(tokenHash: string): Promise<void> {
    return this.run('browserSessions.remove', () => {
      const session = this.tables.browserSessions.get(tokenHash);
      if (session !== null) this.tables.browserSessions.delete(session);
    });
  }

  removeExpired(at: Date): Promise<void> {
    return this.run('browserSessions.removeExpired', () => {
      for (const session of this.tables.browserSessions.all()) {
        if (session.expiresAt <= at) this.tables.browserSessions.delete(session);
      }
    });
  }
}

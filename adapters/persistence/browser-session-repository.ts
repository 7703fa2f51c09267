import type { BrowserSessionRepository } from '@annals/application';
import type { BrowserSession } from '@annals/domain';
import { KyselyRepository } from './kysely-repository.ts';

export class KyselyBrowserSessionRepository
  extends KyselyRepository
  implements BrowserSessionRepository
{
  async create(session: BrowserSession): Promise<void> {
    await this.db
      .insertInto('browser_sessions')
      .values({
        token_hash: session.tokenHash,
        key_hash: session.keyHash,
        expires_at: session.expiresAt,
        created_at: session.createdAt,
      })
      .execute();
  }

  async findByHash(tokenHash: string): Promise<BrowserSession | null> {
    const row = await this.db
      .selectFrom('browser_sessions')
      .select([
        'token_hash as tokenHash',
        'key_hash as keyHash',
        'expires_at as expiresAt',
        'created_at as createdAt',
      ])
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row ?? null;
  }

  async remove(tokenHash: string): Promise<void> {
    await this.db.deleteFrom('browser_sessions').where('token_hash', '=', tokenHash).execute();
  }

  async removeExpired(at: Date): Promise<void> {
    await this.db.deleteFrom('browser_sessions').where('expires_at', '<=', at).execute();
  }
}

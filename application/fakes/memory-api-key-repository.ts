import type { ApiKey } from '@annals/domain';
import type { ApiKeyRepository } from '../ports/api-key-repository.ts';
import type { MemorySession } from './memory-session.ts';
import type { MemoryTables } from './memory-tables.ts';

export class MemoryApiKeyRepository implements ApiKeyRepository {
  readonly #tables: MemoryTables;
  readonly #session: MemorySession;

  constructor(tables: MemoryTables, session: MemorySession) {
    this.#tables = tables;
    this.#session = session;
  }

  create(key: ApiKey): Promise<void> {
    return this.#session.run('apiKeys.create', () => {
      const isTaken = this.#tables.apiKeys
        .all()
        .some(({ id, keyHash }) => id === key.id || keyHash === key.keyHash);
      if (isTaken) throw new Error('There is a key with this id or hash.');
      this.#tables.apiKeys.put(key);
    });
  }

  findByHash(keyHash: string): Promise<ApiKey | null> {
    return this.#session.run(
      'apiKeys.findByHash',
      () => this.#tables.apiKeys.all().find((key) => key.keyHash === keyHash) ?? null,
    );
  }

  hasActiveAdminKey(at: Date): Promise<boolean> {
    return this.#session.run('apiKeys.hasActiveAdminKey', () =>
      this.#tables.apiKeys
        .all()
        .some(
          ({ tenantId, revokedAt, expiresAt }) =>
            tenantId === null && revokedAt === null && (expiresAt === null || expiresAt > at),
        ),
    );
  }
}

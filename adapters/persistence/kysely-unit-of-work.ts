import type { Repositories, TenantReading, UnitOfWork } from '@annals/application';
import type { TenantId } from '@annals/domain';
import type { Kysely } from 'kysely';
import { KyselyApiKeyRepository } from './api-key-repository.ts';
import { KyselyMessageAttachmentRepository } from './attachment-repository.ts';
import { KyselyBrowserSessionRepository } from './browser-session-repository.ts';
import { KyselyChannelRepository } from './channel-repository.ts';
import { KyselyFiguresRepository } from './figures-repository.ts';
import { KyselyMessageRepository } from './message-repository.ts';
import { KyselyMissingMessagesRepository } from './missing-messages-repository.ts';
import { KyselyPendingReactionsRepository } from './pending-reactions-repository.ts';
import { KyselyMessageEmojiReactionRepository } from './reaction-repository.ts';
import { KyselyRunLeaseRepository } from './run-lease-repository.ts';
import { KyselyRunRepository } from './run-repository.ts';
import type { Schema } from './schema.ts';
import { KyselySyncErrorRepository } from './sync-error-repository.ts';
import { KyselySyncProgressRepository } from './sync-progress-repository.ts';
import { readAsTenant } from './tenant-reader.ts';
import { KyselyTenantRepository } from './tenant-repository.ts';

/**
 * The archive on PostgreSQL: every repository over all connections, or over one transaction. Made
 * over `connectDatabase`, which gives every error of the database the store's own type.
 */
export class KyselyUnitOfWork implements UnitOfWork {
  readonly repositories: Repositories;
  readonly #db: Kysely<Schema>;
  readonly #readerRole: string | null;

  /**
   * `readerRole`: of `prepareTenantReader`. Without one PostgreSQL shows every row to whoever
   * reads as a tenant, and the conditions of the statements are all that keeps tenants apart.
   */
  constructor(db: Kysely<Schema>, readerRole: string | null = null) {
    this.#db = db;
    this.#readerRole = readerRole;
    this.repositories = repositoriesOf(db);
  }

  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((trx) => work(repositoriesOf(trx)));
  }

  readAs<T>(tenantId: TenantId, read: (repositories: TenantReading) => Promise<T>): Promise<T> {
    const role = this.#readerRole;
    return this.#db
      .transaction()
      .setAccessMode('read only')
      .execute(async (trx) => {
        if (role !== null) await readAsTenant(trx, role, tenantId);
        return await read(repositoriesOf(trx));
      });
  }
}

function repositoriesOf(db: Kysely<Schema>): Repositories {
  return {
    tenants: new KyselyTenantRepository(db),
    channels: new KyselyChannelRepository(db),
    messages: new KyselyMessageRepository(db),
    missingMessages: new KyselyMissingMessagesRepository(db),
    reactions: new KyselyMessageEmojiReactionRepository(db),
    pendingReactions: new KyselyPendingReactionsRepository(db),
    attachments: new KyselyMessageAttachmentRepository(db),
    progress: new KyselySyncProgressRepository(db),
    runs: new KyselyRunRepository(db),
    runLeases: new KyselyRunLeaseRepository(db),
    errors: new KyselySyncErrorRepository(db),
    apiKeys: new KyselyApiKeyRepository(db),
    browserSessions: new KyselyBrowserSessionRepository(db),
    figures: new KyselyFiguresRepository(db),
  };
}

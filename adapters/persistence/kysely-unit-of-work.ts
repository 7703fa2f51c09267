import type { Repositories, UnitOfWork } from '@annals/application';
import type { Kysely } from 'kysely';
import { KyselyApiKeyRepository } from './api-key-repository.ts';
import { KyselyMessageAttachmentRepository } from './attachment-repository.ts';
import { KyselyChannelRepository } from './channel-repository.ts';
import { KyselyMessageRepository } from './message-repository.ts';
import { KyselyMessageEmojiReactionRepository } from './reaction-repository.ts';
import { KyselyRunRepository } from './run-repository.ts';
import type { Schema } from './schema.ts';
import { translated } from './store-error.ts';
import { KyselySyncErrorRepository } from './sync-error-repository.ts';
import { KyselySyncProgressRepository } from './sync-progress-repository.ts';
import { KyselyTenantRepository } from './tenant-repository.ts';

/** The archive on PostgreSQL: every repository over one connection pool, or over one transaction. */
export class KyselyUnitOfWork implements UnitOfWork {
  readonly repositories: Repositories;
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
    this.repositories = repositoriesOf(db);
  }

  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return translated(this.#db.transaction().execute((trx) => work(repositoriesOf(trx))));
  }
}

function repositoriesOf(db: Kysely<Schema>): Repositories {
  return {
    tenants: withStoreErrors(new KyselyTenantRepository(db)),
    channels: withStoreErrors(new KyselyChannelRepository(db)),
    messages: withStoreErrors(new KyselyMessageRepository(db)),
    reactions: withStoreErrors(new KyselyMessageEmojiReactionRepository(db)),
    attachments: withStoreErrors(new KyselyMessageAttachmentRepository(db)),
    progress: withStoreErrors(new KyselySyncProgressRepository(db)),
    runs: withStoreErrors(new KyselyRunRepository(db)),
    errors: withStoreErrors(new KyselySyncErrorRepository(db)),
    apiKeys: withStoreErrors(new KyselyApiKeyRepository(db)),
  };
}

/** Every method of a repository, with the store's own errors in place of the driver's. */
function withStoreErrors<T extends object>(repository: T): T {
  return new Proxy(repository, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => translated(Reflect.apply(member, target, args));
    },
  });
}

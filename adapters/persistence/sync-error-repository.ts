import type { SyncErrorRepository } from '@annals/application';
import type { RunId, SyncError, TenantId } from '@annals/domain';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export class KyselySyncErrorRepository implements SyncErrorRepository {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async add(errors: readonly SyncError[]): Promise<void> {
    if (errors.length === 0) return;
    await this.#db
      .insertInto('sync_errors')
      .values(
        errors.map((error) => ({
          tenant_id: error.tenantId,
          run_id: error.runId,
          channel_id: error.channelId,
          message_id: error.messageId,
          code: error.code,
          message: error.message,
          attempt: error.attempt,
          occurred_at: error.occurredAt,
        })),
      )
      .execute();
  }

  async listOf(tenantId: TenantId, runId: RunId, limit: number): Promise<SyncError[]> {
    return await this.#db
      .selectFrom('sync_errors')
      .select([
        'tenant_id as tenantId',
        'run_id as runId',
        'channel_id as channelId',
        'message_id as messageId',
        'code',
        'message',
        'attempt',
        'occurred_at as occurredAt',
      ])
      .where('tenant_id', '=', tenantId)
      .where('run_id', '=', runId)
      .orderBy('id')
      .limit(limit)
      .execute();
  }
}

import type { ListedSyncError, SyncErrorRepository } from '@annals/application';
import type { RunId, SyncError, TenantId } from '@annals/domain';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { KyselyRepository } from './kysely-repository.ts';

export class KyselySyncErrorRepository extends KyselyRepository implements SyncErrorRepository {
  async add(errors: readonly SyncError[]): Promise<void> {
    if (errors.length === 0) return;
    await sql`
      insert into sync_errors (
        tenant_id, run_id, channel_id, message_id, code, message, attempt, occurred_at
      )
      select
        "tenantId", "runId", "channelId", "messageId", code, message, attempt, "occurredAt"
      from jsonb_to_recordset(${jsonRows(errors)}) as given (
        "tenantId" uuid, "runId" uuid, "channelId" text, "messageId" text, code text, message text,
        attempt integer, "occurredAt" timestamptz
      )
    `.execute(this.db);
  }

  async listOf(
    tenantId: TenantId,
    runId: RunId,
    { after, limit }: Parameters<SyncErrorRepository['listOf']>[2],
  ): Promise<ListedSyncError[]> {
    return await this.db
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
        'id as place',
      ])
      .where('tenant_id', '=', tenantId)
      .where('run_id', '=', runId)
      .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  async count(tenantId: TenantId, runId: RunId, code: string): Promise<number> {
    const row = await this.db
      .selectFrom('sync_errors')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('tenant_id', '=', tenantId)
      .where('run_id', '=', runId)
      .where('code', '=', code)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }
}

import type { Channel } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from '../json-rows.ts';
import type { Schema } from '../schema.ts';

/** One statement for a whole listing. Most of it is known already, and then nothing is written. */
export async function upsertChannels(
  db: Kysely<Schema>,
  channels: readonly Omit<Channel, 'removedAt'>[],
): Promise<void> {
  if (channels.length === 0) return;
  await sql`
    insert into channels as stored (
      tenant_id, id, name, type, parent_id, topic, platform_metadata
    )
    select "tenantId", id, name, type, "parentId", topic, "platformMetadata"
    from jsonb_to_recordset(${jsonRows(channels)}) as given (
      "tenantId" uuid, id text, name text, type text, "parentId" text, topic text,
      "platformMetadata" jsonb
    )
    on conflict (tenant_id, id) do update set
      name = excluded.name,
      type = excluded.type,
      parent_id = excluded.parent_id,
      topic = excluded.topic,
      removed_at = null,
      platform_metadata = excluded.platform_metadata,
      updated_at = now()
    where (
      stored.name, stored.type, stored.parent_id, stored.topic, stored.removed_at,
      stored.platform_metadata
    ) is distinct from (
      excluded.name, excluded.type, excluded.parent_id, excluded.topic, null::timestamptz,
      excluded.platform_metadata
    )
  `.execute(db);
}

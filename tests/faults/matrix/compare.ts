import type { SimulatedGuild } from '@annals/plugin-discord/simulator';
import type { SQL } from 'bun';
import { archivedRows, archiveTables, trueRows } from '../../end-to-end/archive-rows.ts';
import type { Attempt } from './fault-group.ts';

/**
 * What the tables lack of a guild's truth, and what they have beyond it. Of a guild in which
 * nothing was hidden, since the archive keeps more of that than the truth does.
 */
export async function compare(
  sql: SQL,
  slug: string,
  guild: SimulatedGuild,
): Promise<Pick<Attempt, 'lost' | 'twice'>> {
  const [archived, truth] = [await archivedRows(sql, slug), trueRows(guild)];
  let [lost, beyond] = [0, 0];
  for (const table of archiveTables) {
    const rows = archived[table];
    const [found, wanted] = [new Set(rows), new Set(truth[table])];
    lost += wanted.difference(found).size;
    beyond += Math.max(0, rows.length - wanted.size);
  }
  const [{ counted, stored }] = await sql`
    with tenant as (select id from tenants where slug = ${slug})
    select
      (select coalesce(sum(messages_added), 0)::int from sync_runs, tenant
        where tenant_id = tenant.id) as counted,
      (select count(*)::int from messages, tenant where tenant_id = tenant.id) as stored`;
  return { lost, twice: beyond + Math.max(0, counted - stored) };
}

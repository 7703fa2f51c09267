import { SQL } from 'bun';
import { type DashboardStage, REQUESTS_OF_HALF_A_SYNC } from './dashboard-stage.ts';

/** As people call channels, in letters that every machine has. */
const names: Readonly<Record<string, string>> = {
  'exactly-0': 'empty-room',
  'exactly-1': 'rules',
  'exactly-99': 'recipes',
  'exactly-100': 'archive-2019',
  'exactly-101': 'porch',
  'exactly-1000': 'build-log',
  'exactly-1001': 'support',
  日本語: 'nihongo',
};

/** Nobody's id: the simulated Discord has no such guild. */
const NO_GUILD = '81384788765712384';

/**
 * Brings a stage into the state of an installation of some days: five communities, one of them in
 * the middle of a sync, one that needs somebody, one held up, one paused; and runs to look back on.
 */
export async function liveIn(stage: DashboardStage): Promise<void> {
  const { api, simulator, gate, guild } = stage;
  const forbiddenId = stage.channelNamed('exactly-100');
  for (const channel of guild.channels.values()) channel.name = names[channel.name] ?? channel.name;
  await api.idle(await api.register('The Garden', guild.id));
  await pretendPastRuns(stage.databaseUrl, 'the-garden');
  simulator.fail({
    path: new RegExp(`^/channels/${forbiddenId}/messages`),
    times: 1_000,
    answer: 'forbidden',
  });
  await api.idle('the-garden', await api.sync('the-garden'));
  await stage.archiveSmall(0, 'The Orchard');
  const heldUp = await stage.archiveSmall(1, 'The Harbour');
  simulator.fail({
    path: new RegExp(`^/guilds/${stage.smallGuilds[1]?.id}`),
    times: 1_000,
    answer: 'rateLimited',
  });
  await api.idle(heldUp, await api.sync(heldUp));
  const paused = await stage.archiveSmall(2, 'The Library');
  await api.ask(`/api/tenants/${paused}`, { method: 'PATCH', body: { status: 'paused' } });
  await api.idle(await api.register('The Meadow', NO_GUILD));
  gate.openFor(REQUESTS_OF_HALF_A_SYNC);
  await api.ask('/api/tenants/the-garden/sync', { method: 'POST', body: { mode: 'full' } });
  await api.until(async () => {
    const { currentRun, progress } = await api.status('the-garden');
    if (currentRun === null) throw new Error('The sync has ended before it could be looked at.');
    return (progress?.percent ?? 0) > 40;
  });
}

/** What two days on an hourly schedule leave behind; nobody waits for that. */
async function pretendPastRuns(databaseUrl: string, slug: string): Promise<void> {
  const sql = new SQL(databaseUrl, { max: 1 });
  await sql`
    insert into sync_runs (tenant_id, id, trigger, mode, status, queued_at, started_at, finished_at,
      messages_added, reactions, attachments, requests, error_code, error_message)
    select tenants.id, gen_random_uuid(), 'scheduled', 'incremental',
      case when hour = 31 then 'failed' when hour in (12, 13) then 'rate_limited' else 'succeeded' end,
      at, at, at + make_interval(secs => 4 + (hour * 7) % 23),
      (hour * 37) % 90, (hour * 11) % 40, (hour * 3) % 9, 20 + hour,
      case when hour = 31 then 'store_unavailable' when hour in (12, 13) then 'rate_limited' end,
      case when hour = 31 then 'The database could not be reached.'
        when hour in (12, 13) then 'Discord asks to wait. The next run goes on where this one stopped.' end
    from tenants, generate_series(1, 40) hour,
      lateral (select date_trunc('hour', now()) - make_interval(hours => hour) as at)
    where slug = ${slug}`;
  await sql`
    update sync_runs set queued_at = queued_at - interval '2 days',
      started_at = started_at - interval '2 days', finished_at = finished_at - interval '2 days'
    where trigger = 'initial'`;
  await sql.close();
}

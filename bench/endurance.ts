/**
 * An hour of a service's life at sixty times the normal rate: `bun bench/endurance.ts [minutes]`.
 * Writes what it found into `endurance.md`.
 */
import { join } from 'node:path';
import { buildGuild, GuildLife, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../tests/bot-token.ts';
import { openEmptyTestDatabase } from '../tests/database.ts';
import { compare } from '../tests/faults/matrix/compare.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../tests/running-service.ts';
import { describeEndurance } from './endurance/report.ts';
import { type Sample, takeSample } from './endurance/sample.ts';

const method = `
One process (\`bun main.ts start\`), its queue in the same PostgreSQL, keeps a community of 10,000
messages. In a normal hour it is synced once, and in it forty things happen: messages, edits,
deletions, reactions, threads that open, close and come back. Here such an hour takes a minute, sixty
times less. Meanwhile somebody asks the API every second for the state of the community, its runs or
its channels, and a monitor for the metrics.
`;

const EVENTS_AN_HOUR = 40;
const HOUR_MS = 60 * 60 * 1_000;
const MINUTE_MS = 60 * 1_000;
const SAMPLE_EVERY_MS = 20_000;
const QUESTION_EVERY_MS = 1_000;
/** All that happens here is younger than this, and so is within what each run reads again. */
const LOOK_BACK_HOURS = 60;
const HISTORY_ENDS_HOURS_AGO = 24;

const minutes = Number(process.argv[2] ?? 60);
const guild = buildGuild({
  ...{ seed: 60, messages: 10_000, threads: 100 },
  endMs: Date.now() - HISTORY_ENDS_HOURS_AGO * HOUR_MS,
});
await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
const database = await openEmptyTestDatabase();
const service = await RunningService.start(
  'start',
  serviceEnvironment({
    DATABASE_URL: database.url,
    DISCORD_API_URL: simulator.url,
    DISCORD_REQUESTS_PER_SECOND: '50',
    SYNC_SCHEDULE: '* * * * *',
    SYNC_LOOKBACK_HOURS: String(LOOK_BACK_HOURS),
  }),
);
const sql = new SQL(database.url, { max: 1 });
const api = new ApiClient(await service.apiUrl());
const slug = await api.register(guild.name, guild.id);
await api.idle(slug);
console.info('The first run is over.');

const samples: Sample[] = [];
const startedAt = performance.now();
let questions = 0;
let [nextSample, nextHour] = [0, 0];
for (let now = 0; now < minutes * MINUTE_MS; now = performance.now() - startedAt) {
  if (now >= nextHour) {
    new GuildLife(guild).live({ seed: 600 + nextHour, events: EVENTS_AN_HOUR });
    nextHour += MINUTE_MS;
  }
  if (now >= nextSample) {
    samples.push(await takeSample(service.pid, sql, startedAt));
    nextSample += SAMPLE_EVERY_MS;
  }
  for (const path of ['sync/status', 'sync/runs', 'sync/channels']) {
    await api.text(`/api/tenants/${slug}/${path}`);
  }
  await api.text('/metrics');
  questions += 4;
  await Bun.sleep(QUESTION_EVERY_MS);
}
await api.idle(slug, await api.sync(slug));

const { lost } = await compare(sql, slug, guild);
const ended =
  await sql`select status, count(*)::int as count from sync_runs group by 1 order by 2 desc`;
const runs = Object.fromEntries(
  ended.map(({ status, count }: { status: string; count: number }) => [status, count]),
);
const page = describeEndurance({ minutes, runs, questions, lost, samples }, method);
await Bun.write(join(import.meta.dir, 'endurance.md'), page);
console.info(page);
await service.stop();
await sql.close();
await database.close();
process.exit(0);

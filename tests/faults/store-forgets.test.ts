import { expect, setDefaultTimeout, test } from 'bun:test';
import { migrateToLatest } from '@annals/migrations';
import { connectDatabase } from '@annals/persistence';
import { Random, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { startDebianPostgres } from '../debian-postgres.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import { compare } from './matrix/compare.ts';
import { faultGuild } from './matrix/fault-guild.ts';
import { FaultWorker } from './matrix/fault-worker.ts';

setDefaultTimeout(60_000);

const MESSAGE_LISTS = 'GET /channels/{channel}/messages';
/** One channel, which takes several batches. */
const GUILD = { channels: 1, messagesEach: 1_000, threads: 0, reactedMessages: 0 };
/** The page that is asked for when the first batch is on its way, and the second not yet whole. */
const PAGE_BEHIND_A_BATCH = 4;
const LONGER_THAN_A_RESTART_MS = 30_000;

/** The process that brings to the disk what nobody waits for. */
async function walWriterOf(sql: SQL): Promise<number> {
  for (;;) {
    const [found] = await sql`select pid from pg_stat_activity where backend_type = 'walwriter'`;
    if (found !== undefined) return found.pid;
  }
}

/** A replica that takes over without the last that its primary had committed is no other. */
describeWithRedis('a database that comes back without its last commits', () => {
  test.each(['PostgreSQL', 'Redis'])(
    'is filled from where it stands, and not from where the run was: the queue on %s',
    async (queue) => {
      await using opening = new AsyncDisposableStack();
      const postgres = opening.use(await startDebianPostgres(['-c', 'synchronous_commit=off']));
      const redis = opening.use(await startRedisServer());
      await using sql = new SQL(postgres.url, { max: 1 });
      const walWriter = await walWriterOf(sql);
      process.kill(walWriter, 'SIGSTOP');
      const connection = connectDatabase(postgres.url);
      await migrateToLatest(connection.db);
      await connection.close();
      const stored = async () =>
        (await sql`select count(*)::int as messages from messages`)[0].messages;

      const queueUrl = queue === 'Redis' ? redis.url : postgres.url;
      const answerWithinMs = LONGER_THAN_A_RESTART_MS;
      const worker = opening.use(
        new FaultWorker({ databaseUrl: postgres.url, queueUrl, answerWithinMs }),
      );
      worker.work();
      const guild = faultGuild(new Random(1), GUILD);
      let pages = 0;
      let forgotten = 0;
      await using simulator = await startDiscordSimulator({
        guilds: [guild],
        token: BOT_TOKEN,
        async beforeAnswer({ template }) {
          if (template !== MESSAGE_LISTS) return;
          pages += 1;
          if (pages === 1) await sql`select pg_switch_wal()`;
          if (pages !== PAGE_BEHIND_A_BATCH) return;
          while ((await stored()) === 0);
          const before = await stored();
          const crashed = postgres.crash();
          // It would be waited for.
          process.kill(walWriter, 'SIGKILL');
          await crashed;
          await postgres.start();
          await using after = new SQL(postgres.url, { max: 1 });
          const [{ messages }] = await after`select count(*)::int as messages from messages`;
          forgotten = before - messages;
        },
      });
      await worker.readFrom(simulator.url);
      const { tenant, run } = await worker.register(guild);
      expect(await worker.ending(run.id)).toBe('succeeded');
      expect(forgotten).toBeGreaterThan(0);
      await using looking = new SQL(postgres.url, { max: 1 });
      expect(await compare(looking, tenant.slug, guild)).toEqual({ lost: 0, twice: 0 });
    },
  );
});

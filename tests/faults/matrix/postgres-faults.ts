import { migrateToLatest } from '@annals/migrations';
import { connectDatabase } from '@annals/persistence';
import { SQL } from 'bun';
import { type DebianPostgres, startDebianPostgres } from '../../debian-postgres.ts';
import { startRedisServer } from '../../redis-server.ts';
import type { Fault, FaultGroup } from './fault-group.ts';
import { injectErrors, injectNothing } from './injected-errors.ts';
import { openWorkplace, type Servers, takingTurns, type Workplace } from './servers.ts';
import { REQUESTS_OF_A_RUN, tryFirstRun } from './try-first-run.ts';

const TRIES = 3;
/** Asks for the run: when it fails, whoever asked is told, and there is no run. */
const REQUEST_OF_A_RUN = 1;
/** That change the archive, in a first run: a fault begins with any of them. */
const STATEMENTS_OF_A_RUN = 40;
const MAX_CONNECTIONS = 40;
const STARTS_AT_ONCE = 4;
const FULL_FOR_MS = 300;

interface PostgresServers extends Servers {
  readonly postgres: DebianPostgres;
  /** Where the queue of the next try lives; null in the database. */
  nextRedis(): string | null;
}

/** A server of its own, which can be restarted. */
async function openPostgres(): Promise<PostgresServers> {
  await using opening = new AsyncDisposableStack();
  const postgres = opening.use(
    await startDebianPostgres(['-c', `max_connections=${MAX_CONNECTIONS}`]),
  );
  const redis = opening.use(await startRedisServer());
  const workplaces: Workplace[] = [];
  for (const redisUrl of [null, redis.url]) {
    const databaseUrl = await postgres.createDatabase(`archive_${workplaces.length}`);
    await migrate(databaseUrl);
    workplaces.push(openWorkplace(opening, databaseUrl, redisUrl));
  }
  const opened = opening.move();
  return {
    postgres,
    next: takingTurns(workplaces),
    nextRedis: takingTurns([null, redis.url]),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function migrate(databaseUrl: string): Promise<void> {
  await using connection = connectDatabase(databaseUrl);
  await migrateToLatest(connection.db);
}

/** An error, once or several times, in a statement that the seed chooses. */
function injected(name: string, action: string): Fault<PostgresServers> {
  return {
    name,
    tries: TRIES,
    attempt(servers, random) {
      const workplace = servers.next();
      const first = REQUEST_OF_A_RUN + random.between(1, STATEMENTS_OF_A_RUN);
      return tryFirstRun(workplace, random, {
        bring: () =>
          injectErrors(workplace.databaseUrl, action, { first, times: random.pick([1, 2, 8]) }),
        mend: () => injectNothing(workplace.databaseUrl),
      });
    },
  };
}

const raise = (sqlState: string) => `raise exception using errcode = '${sqlState}';`;

const restarted: Fault<PostgresServers> = {
  name: 'server restarted',
  tries: TRIES,
  attempt(servers, random) {
    return tryFirstRun(servers.next(), random, {
      bring(_, traffic) {
        return traffic.when(random.between(1, REQUESTS_OF_A_RUN), async () => {
          await servers.postgres.stop();
          await servers.postgres.start();
        });
      },
    });
  },
};

/** All connections of the worker are cut, and others take their places for a while. */
const full: Fault<PostgresServers> = {
  name: 'too many connections',
  tries: TRIES,
  attempt(servers, random) {
    return tryFirstRun(servers.next(), random, {
      bring(_, traffic) {
        return traffic.when(random.between(1, REQUESTS_OF_A_RUN), () => occupy(servers.postgres));
      },
    });
  },
};

async function occupy({ url }: DebianPostgres): Promise<void> {
  await using admin = new SQL(url, { max: 1 });
  await using crowd = new SQL(url, { max: MAX_CONNECTIONS });
  await admin`
    select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'annals%'`;
  const held = Array.from({ length: MAX_CONNECTIONS }, () =>
    crowd`select pg_sleep(${FULL_FOR_MS / 1_000})`.catch(() => {
      // There is no more room: that is what this is for.
    }),
  );
  await Promise.all(held);
}

const racing: Fault<PostgresServers> = {
  name: 'migrations racing with starts',
  tries: TRIES,
  async attempt({ postgres, nextRedis }, random) {
    const databaseUrl = await postgres.createDatabase(`race_${random.between(1, 1_000_000)}`);
    await Promise.all(Array.from({ length: STARTS_AT_ONCE }, () => migrate(databaseUrl)));
    await using opening = new AsyncDisposableStack();
    const workplace = openWorkplace(opening, databaseUrl, nextRedis());
    return await tryFirstRun(workplace, random, { bring: () => () => true });
  },
};

/** PostgreSQL goes wrong in a guild's first run. */
export const onPostgres: FaultGroup<PostgresServers> = {
  name: 'PostgreSQL',
  open: openPostgres,
  faults: [
    injected(
      'connection cut in mid-transaction',
      'perform pg_terminate_backend(pg_backend_pid());',
    ),
    restarted,
    full,
    injected('statement timeout', raise('57014')),
    injected('disk full', raise('53100')),
    injected('deadlock', raise('40P01')),
    injected('serialization failure', raise('40001')),
    racing,
  ],
};

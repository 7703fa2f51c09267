import { AnnalsWorker } from '../annals-worker.ts';
import type { GuildPlan } from '../page-source/guild-plan.ts';
import { startPageSource } from '../page-source/page-source.ts';
import type { BenchContext, Scenario, ScenarioResult } from '../scenario.ts';
import type { BenchDatabase, Postgres } from '../servers/postgres.ts';

/** What a worker has to itself by then: its code is compiled, its connections are open. */
const WARM_AFTER = 50_000;
const LOOK_EVERY_MS = 200;

const method = `
Resident size of the worker's process, looked at five times a second during first syncs: of a million
messages in one channel, of pages of 4 MB each, and of a guild with very many archived threads. It
counts as warm once ${WARM_AFTER.toLocaleString('en')} messages (of the others: a third of the heavy ones, a quarter of those in
threads) are stored; its growth is how far its most from then on exceeds its most until then, since the
collector makes it rise and fall all the time.
`;

interface Course {
  readonly what: string;
  readonly guild: GuildPlan;
  readonly settings?: Readonly<Record<string, string>>;
  /** How much must be done before growth counts. */
  readonly warmAfter: number;
}

interface Residence {
  readonly growthMb: number;
  readonly mostMb: number;
}

/** Whether a worker's memory depends on how much there is to read. */
export const memory: Scenario = {
  name: 'memory',
  title: 'Memory',
  method,
  async run(context): Promise<ScenarioResult> {
    const postgres = await context.embedded();
    const figures: ScenarioResult['figures'][number][] = [];
    for (const course of coursesOf(context)) {
      const { growthMb, mostMb } = await residenceDuring(context, postgres, course);
      figures.push(
        {
          ...{ what: `growth over ${course.what}`, value: growthMb, unit: 'MB', atMost: 30 },
          kind: 'work',
        },
        { what: `most with ${course.what}`, value: mostMb, unit: 'MB', atMost: 200, kind: 'speed' },
      );
    }
    return { figures };
  },
};

function coursesOf({ small }: BenchContext): readonly Course[] {
  const threads = small ? 1_000 : 100_000;
  return [
    {
      what: 'a million messages in one channel',
      guild: { shape: 'even', messages: small ? 20_000 : 1_000_000, channels: 1 },
      warmAfter: small ? 10_000 : WARM_AFTER,
    },
    {
      what: 'pages of 4 MB',
      guild: { shape: 'heavy', messages: small ? 600 : 6_000 },
      warmAfter: small ? 300 : 2_000,
    },
    {
      what: `${threads.toLocaleString('en')} archived threads`,
      guild: { shape: 'threaded', channels: 20, threads },
      settings: { SYNC_CHANNEL_CONCURRENCY: '10' },
      warmAfter: threads / 40,
    },
  ];
}

async function residenceDuring(
  { log }: BenchContext,
  postgres: Postgres,
  { what, guild, settings, warmAfter }: Course,
): Promise<Residence> {
  await using source = await startPageSource({ guild });
  await using database = await postgres.openDatabase();
  await using worker = await AnnalsWorker.start(database, source, settings ?? {});
  const watch = new ResidenceWatch(worker, database, warmAfter);
  const run = await watch.during(() => worker.firstRun(source));
  const { growthMb, mostMb } = watch;
  log(`   ${what}: ${mostMb.toFixed(0)} MB at most, in ${run.seconds.toFixed(0)} s`);
  return { growthMb, mostMb };
}

/** Looks at a worker until its work is done. */
class ResidenceWatch {
  readonly #worker: AnnalsWorker;
  readonly #database: BenchDatabase;
  readonly #warmAfter: number;
  /** Its most until it was warm. */
  #warmMb: number | null = null;
  mostMb = 0;

  constructor(worker: AnnalsWorker, database: BenchDatabase, warmAfter: number) {
    this.#worker = worker;
    this.#database = database;
    this.#warmAfter = warmAfter;
  }

  get growthMb(): number {
    if (this.#warmMb === null) throw new Error('The worker never became warm.');
    return this.mostMb - this.#warmMb;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false;
    const looking = (async () => {
      while (!isOver) {
        await this.#look();
        await Bun.sleep(LOOK_EVERY_MS);
      }
    })();
    try {
      return await work();
    } finally {
      isOver = true;
      await looking;
      // By now everything is read, however quickly.
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { residentMb } = await this.#worker.use();
    this.mostMb = Math.max(this.mostMb, residentMb);
    if (this.#warmMb !== null) return;
    const [run] = await this.#database.sql`
      select coalesce(sum(messages_added), 0)::float8 as messages from sync_runs`;
    if (run.messages >= this.#warmAfter) this.#warmMb = this.mostMb;
  }
}

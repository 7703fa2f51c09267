import { rm } from 'node:fs/promises';
import { AnnalsWorker, type MeasuredRun } from '../annals-worker.ts';
import { prepareRows } from '../baselines/prepared-rows.ts';
import { runBaseline } from '../baselines/task.ts';
import { type PageSource, startPageSource } from '../page-source/page-source.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';
import type { BenchDatabase, Postgres } from '../servers/postgres.ts';
import { median } from '../statistics.ts';

const method = `
A first sync of 300,000 messages with replies, attachments, embeds and reaction counts (who reacted
is not asked), against a floor: a bare loop that fetches and parses the same pages from the same
simulator, one channel after the other as Annals does with \`SYNC_CHANNEL_CONCURRENCY=1\`, while the
rows that Annals made of them go into the same tables, with the same indexes, by COPY at the same
time (\`baselines/floor.ts\`). Annals' time is its run's, from start to end, with the listing of channels
in it. It is the first run of a new process, which compiles as it goes; what a process that has read
as much before takes for the same, as a service has, stands beside it.

*Embedded* is the PostgreSQL that Annals brings along, with its settings; *external* is Debian's,
with Debian's settings. Both wait for the disk at every commit.
`;

/** How far a whole sync is from what Discord's pages and PostgreSQL cost by themselves. */
export const againstFloor: Scenario = {
  name: 'floor',
  title: 'Against the floor',
  method,
  async run(context) {
    const messages = context.small ? 2_000 : 300_000;
    await using source = await startPageSource({
      guild: { shape: 'real', messages, threads: messages / 2_000 },
    });
    const figures: Figure[] = [];
    const bars: { label: string; value: number }[] = [];
    for (const kind of ['embedded', 'external'] as const) {
      const postgres = await context[kind]();
      if (postgres === undefined) {
        context.log(`   no ${kind} PostgreSQL on this machine`);
        continue;
      }
      const { ratio, warmRatio, floor, annals } = await compared(context, postgres, source);
      const where = `${kind} PostgreSQL ${postgres.version}`;
      figures.push({
        ...{ what: `Annals / floor, ${where}`, value: ratio, unit: '×', atMost: 1.4 },
        kind: 'speed',
      });
      figures.push({
        ...{ what: `${kind}, by a process that has read before`, value: warmRatio, unit: '×' },
        kind: 'speed',
      });
      bars.push(
        { label: `Floor, ${kind}`, value: floor },
        { label: `Annals, ${kind}`, value: annals },
      );
    }
    return {
      figures,
      chart: { title: 'A first sync against the floor', unit: 'messages/s', bars },
    };
  },
};

/** Rates are in messages a second. */
interface Compared {
  readonly ratio: number;
  /** Of the process's second run. */
  readonly warmRatio: number;
  readonly floor: number;
  readonly annals: number;
}

/** Medians over rounds in which floor and Annals take turns. */
async function compared(
  { small, log }: BenchContext,
  postgres: Postgres,
  source: PageSource,
): Promise<Compared> {
  let rows: string | null = null;
  const rounds: Compared[] = [];
  // The first round makes the simulator's answers and the floor's rows, and is not counted: the two
  // spell their questions differently, so that each has answers of its own.
  for (let round = 0; round <= (small ? 1 : 3); round += 1) {
    await using database = await postgres.openDatabase();
    const { annals, again } = await firstSyncs(database, source);
    rows ??= await prepareRows(database.sql);
    await using other = await postgres.openDatabase();
    const floor = await runBaseline('floor', other, source, { rowsFolder: rows });
    if (floor.messages !== annals.messages) throw new Error('The floor read something else.');
    if (round === 0) continue;
    const ratio = annals.seconds / floor.seconds;
    const warmRatio = again.seconds / floor.seconds;
    log(
      `   ${postgres.kind}: floor ${floor.seconds.toFixed(2)} s, Annals ${annals.seconds.toFixed(2)} s (${annals.cpuSeconds.toFixed(2)} s of CPU): ${ratio.toFixed(2)} ×, again ${warmRatio.toFixed(2)} ×`,
    );
    rounds.push({
      ratio,
      warmRatio,
      floor: floor.messages / floor.seconds,
      annals: annals.messages / annals.seconds,
    });
  }
  if (rows !== null) await rm(rows, { recursive: true });
  const middle = (part: keyof Compared) => median(rounds.map((one) => one[part]));
  return {
    ratio: middle('ratio'),
    warmRatio: middle('warmRatio'),
    floor: middle('floor'),
    annals: middle('annals'),
  };
}

/** By a new process, and then by the same one over empty tables again. */
async function firstSyncs(
  database: BenchDatabase,
  source: PageSource,
): Promise<{ annals: MeasuredRun; again: MeasuredRun }> {
  await using worker = await AnnalsWorker.start(database, source);
  const annals = await worker.firstRun(source);
  await worker.startOver();
  return { annals, again: await worker.firstRun(source) };
}

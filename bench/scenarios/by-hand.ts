import { AnnalsWorker } from '../annals-worker.ts';
import { type BaselineName, type BaselineRun, runBaseline } from '../baselines/task.ts';
import { type PageSource, startPageSource } from '../page-source/page-source.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import type { Postgres } from '../servers/postgres.ts';
import { median } from '../statistics.ts';

const method = `
A guild of 100,000 messages, read by what people write by hand: discord.js, a hundred messages a page, one channel
after the other, fetch and then write (\`baselines/plain-loop.ts\`). Once with an INSERT of many rows a
page, once with an INSERT a row (of the first 10,000 messages: it takes long). Both store fewer columns than Annals and cannot go on after a stop.
They write to the embedded PostgreSQL, with the same tables and indexes; every INSERT commits by
itself, as it does when nobody says otherwise.
`;

type Rates = Readonly<Record<'annals' | 'page' | 'row', number>>;

/** How much it is worth to use Annals instead of a loop. */
export const byHand: Scenario = {
  name: 'by-hand',
  title: 'Against what people write by hand',
  method,
  async run(context) {
    const postgres = await context.embedded();
    const messages = context.small ? 1_000 : 100_000;
    await using source = await startPageSource({ guild: { shape: 'real', messages, threads: 20 } });
    const rounds: Rates[] = [];
    // The first round makes the simulator's pages and is not counted.
    for (let round = 0; round <= (context.small ? 1 : 3); round += 1) {
      const rates = await oneRound(context, postgres, source);
      if (round > 0) rounds.push(rates);
    }
    const times = (than: 'page' | 'row') => median(rounds.map((one) => one.annals / one[than]));
    const rate = (of: keyof Rates) => median(rounds.map((one) => one[of]));
    return {
      figures: [
        {
          ...{ what: 'as fast as a loop with an INSERT a page', value: times('page'), unit: '×' },
          ...{ atLeast: 3, kind: 'speed' },
        },
        {
          ...{ what: 'as fast as a loop with an INSERT a row', value: times('row'), unit: '×' },
          ...{ atLeast: 8, kind: 'speed' },
        },
      ],
      chart: {
        title: 'A first sync against loops written by hand',
        unit: 'messages/s',
        bars: [
          { label: 'Loop, an INSERT a row', value: rate('row') },
          { label: 'Loop, an INSERT a page', value: rate('page') },
          { label: 'Annals', value: rate('annals') },
        ],
      },
    };
  },
};

/** Messages a second, in turns. */
async function oneRound(
  { log }: BenchContext,
  postgres: Postgres,
  source: PageSource,
): Promise<Rates> {
  const baseline = async (name: BaselineName, enough?: number) => {
    await using database = await postgres.openDatabase();
    const more = enough === undefined ? {} : { enough };
    return rateOf(await runBaseline(name, database, source, more));
  };
  const annals = async () => {
    await using database = await postgres.openDatabase();
    await using worker = await AnnalsWorker.start(database, source);
    return rateOf(await worker.firstRun(source));
  };
  const rates = {
    page: await baseline('loop-insert-a-page'),
    annals: await annals(),
    row: await baseline('loop-insert-a-row', 10_000),
  };
  const [page, own, row] = [rates.page, rates.annals, rates.row].map(Math.round);
  log(`   messages/s: an INSERT a row ${row}, an INSERT a page ${page}, Annals ${own}`);
  return rates;
}

function rateOf({ messages, seconds }: BaselineRun): number {
  return messages / seconds;
}

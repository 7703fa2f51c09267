import { AnnalsWorker } from '../annals-worker.ts';
import { type BaselineName, runBaseline } from '../baselines/task.ts';
import { discordPace, GLOBAL_PER_SECOND, LATENCY_MS } from '../page-source/discord-pace.ts';
import { type PageSource, startPageSource } from '../page-source/page-source.ts';
import type { Figure, Scenario } from '../scenario.ts';
import type { Postgres } from '../servers/postgres.ts';

/** As many as it takes to use Discord's limit: each channel has one of its own, a tenth of it. */
const CONCURRENCY = 50;

const method = `
What the same loops and Annals take where Discord is as far away as it is (${LATENCY_MS} ms) and enforces its
limits, as above: waiting is then most of a first sync. A guild of 30,000 messages as guilds grow, most
of them in a few channels, so that the largest channel sets the time. A loop reads one channel after
the other, 5 pages a second; so does Annals as it comes, which looks for archived threads as well.
*Side by side*: with \`SYNC_CHANNEL_CONCURRENCY=${CONCURRENCY}\`.
`;

/** How much it is worth to use Annals instead of a loop, where both wait for Discord. */
export const atDiscordsPace: Scenario = {
  name: 'pace',
  title: "Against the same loops, at Discord's pace",
  method,
  async run({ small, log, embedded }) {
    const postgres = await embedded();
    await using source = await startPageSource({
      guild: { shape: 'real', messages: small ? 600 : 30_000, threads: small ? 4 : 20 },
      ...discordPace,
    });
    const page = await loop('loop-insert-a-page', postgres, source);
    const row = await loop('loop-insert-a-row', postgres, source);
    const inTurn = await annals(postgres, source, 1);
    const sideBySide = await annals(postgres, source, CONCURRENCY);
    const bars = [
      { label: 'Loop, an INSERT a row', value: row },
      { label: 'Loop, an INSERT a page', value: page },
      { label: 'Annals, one after the other', value: inTurn },
      { label: 'Annals, side by side', value: sideBySide },
    ];
    for (const { label, value } of bars) log(`   ${label}: ${Math.round(value)} messages/s`);
    return {
      figures: [
        times('one channel after the other, against a loop with an INSERT a page', inTurn / page),
        times('one channel after the other, against a loop with an INSERT a row', inTurn / row),
        times('side by side, against a loop with an INSERT a page', sideBySide / page),
        times('side by side, against a loop with an INSERT a row', sideBySide / row),
      ],
      chart: { title: "A first sync at Discord's pace", unit: 'messages/s', bars },
    };
  },
};

function times(comparison: string, value: number): Figure {
  return { what: `Annals, ${comparison}`, value, unit: '×', kind: 'speed' };
}

/** Messages a second. */
async function loop(name: BaselineName, postgres: Postgres, source: PageSource): Promise<number> {
  await using database = await postgres.openDatabase();
  const limit = { requestsPerSecond: GLOBAL_PER_SECOND };
  const { messages, seconds } = await runBaseline(name, database, source, limit);
  return messages / seconds;
}

/** Messages a second. */
async function annals(
  postgres: Postgres,
  source: PageSource,
  concurrency: number,
): Promise<number> {
  await using database = await postgres.openDatabase();
  await using worker = await AnnalsWorker.start(database, source, {
    DISCORD_REQUESTS_PER_SECOND: String(GLOBAL_PER_SECOND),
    SYNC_CHANNEL_CONCURRENCY: String(concurrency),
  });
  const { messages, seconds } = await worker.firstRun(source);
  return messages / seconds;
}

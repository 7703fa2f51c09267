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
in it. It is measured twice: by a process that has just been started, whose code is compiled while it
works, and by one that has read the guild before, as a service has, into tables that were emptied. The
floor has fetched everything once before its time begins.

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
      const postgres = await context.postgres(kind);
      if (postgres === undefined) {
        context.log(`   no ${kind} PostgreSQL on this machine`);
        continue;
      }
      const { floor, started, warm } = await compared(context, postgres, source);
      const where = `${kind} PostgreSQL ${postgres.version}`;
      const figure = (what: string, { ratio }: Speed): Figure => ({
        ...{ what: `${what} / floor, ${where}`, value: ratio, unit: '×', atMost: 1.4 },
        kind: 'speed',
      });
      figures.push(
        figure('Annals, just started', started),
        figure('Annals, having read before', warm),
      );
      bars.push(
        { label: `Floor, ${kind}`, value: floor },
        { label: `Annals, just started, ${kind}`, value: started.rate },
        { label: `Annals, having read before, ${kind}`, value: warm.rate },
      );
    }
    return {
      figures,
      chart: { title: 'A first sync against the floor', unit: 'messages/s', bars },
    };
  },
};

interface Speed {
  /** Of its time to the floor's. */
  readonly ratio: number;
  /** Messages a second. */
  readonly rate: number;
}

/** Medians over rounds in which floor and Annals take turns. */
async function compared(
  { small, log }: BenchContext,
  postgres: Postgres,
  source: PageSource,
): Promise<{ floor: number; started: Speed; warm: Speed }> {
  let rows: string | null = null;
  const rounds: { floor: number; started: Speed; warm: Speed }[] = [];
  // The first run makes the simulator's pages and the floor's rows, and is not counted.
  for (let round = 0; round <= (small ? 1 : 3); round += 1) {
    await using database = await postgres.openDatabase();
    const [started, warm] = await twoSyncs(database, source);
    if (rows === null) {
      rows = await prepareRows(database.sql);
      continue;
    }
    await using other = await postgres.openDatabase();
    const floor = await runBaseline('floor', other, source, { rowsFolder: rows });
    if (floor.messages !== started.messages) throw new Error('The floor read something else.');
    const speed = ({ seconds, messages }: MeasuredRun): Speed => ({
      ratio: seconds / floor.seconds,
      rate: messages / seconds,
    });
    log(
      `   ${postgres.kind}: floor ${floor.seconds.toFixed(2)} s, Annals ${told(started)}, then ${told(warm)}`,
    );
    rounds.push({
      floor: floor.messages / floor.seconds,
      ...{ started: speed(started), warm: speed(warm) },
    });
  }
  if (rows !== null) await rm(rows, { recursive: true });
  const middle = (part: 'started' | 'warm'): Speed => ({
    ratio: median(rounds.map((one) => one[part].ratio)),
    rate: median(rounds.map((one) => one[part].rate)),
  });
  const floor = median(rounds.map((one) => one.floor));
  return { floor, started: middle('started'), warm: middle('warm') };
}

/** By one process, which then ends. */
async function twoSyncs(
  database: BenchDatabase,
  source: PageSource,
): Promise<[MeasuredRun, MeasuredRun]> {
  await using worker = await AnnalsWorker.start(database, source);
  const first = await worker.firstRun(source);
  await worker.startOver();
  return [first, await worker.firstRun(source)];
}

function told({ seconds, cpuSeconds }: MeasuredRun): string {
  return `${seconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} s of CPU)`;
}

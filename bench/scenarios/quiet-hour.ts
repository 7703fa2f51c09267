import { AnnalsWorker, type MeasuredRun } from '../annals-worker.ts';
import { startPageSource } from '../page-source/page-source.ts';
import type { Scenario } from '../scenario.ts';
import { median } from '../statistics.ts';

const RUNS = 3;

const method = `
What the hourly run costs where nothing happened: a guild of 500 channels, all of which may have
archived threads, with 5,000 of those, all read before. Requests by the run's own row, CPU of the worker's
process from the trigger to the end; medians of ${RUNS} runs. One request a channel is what Discord
offers no way around: it has no list of the archived threads of a whole guild. The statements of such a
run are counted in \`tests/end-to-end/quiet-hour.test.ts\`.
`;

/** What a run costs that finds nothing. */
export const quietHour: Scenario = {
  name: 'quiet-hour',
  title: 'A quiet hour',
  method,
  async run({ small, embedded }) {
    const postgres = await embedded();
    const channels = small ? 20 : 500;
    const threads = small ? 100 : 5_000;
    await using source = await startPageSource({ guild: { shape: 'threaded', channels, threads } });
    await using database = await postgres.openDatabase();
    await using worker = await AnnalsWorker.start(database, source, {
      SYNC_CHANNEL_CONCURRENCY: '10',
    });
    await worker.firstRun(source);
    const runs: MeasuredRun[] = [];
    for (let count = 0; count < RUNS; count += 1) runs.push(await worker.nextRun());
    const middle = (part: 'requests' | 'cpuSeconds') => median(runs.map((run) => run[part]));
    return {
      figures: [
        {
          what: 'requests beside one a channel',
          value: middle('requests') - channels,
          ...{ unit: '', atMost: 3, kind: 'work' },
        },
        {
          what: 'CPU of a run',
          value: middle('cpuSeconds'),
          ...{ unit: 's', atMost: 1, kind: 'speed' },
        },
      ],
    };
  },
};

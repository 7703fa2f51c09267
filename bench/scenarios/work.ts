import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceEnvironment } from '../../tests/running-service.ts';
import { AnnalsWorker, type MeasuredRun } from '../annals-worker.ts';
import { type PageSource, startPageSource } from '../page-source/page-source.ts';
import { type ProfileParts, readProfile } from '../profile.ts';
import type { Scenario } from '../scenario.ts';
import type { Postgres } from '../servers/postgres.ts';
import { median } from '../statistics.ts';

const method = `
CPU time of the worker's process, all its threads counted, over first syncs of a guild on the
embedded PostgreSQL; then one more under \`--cpu-prof\`, whose samples of the main thread are counted
for the innermost part of the program that they are in. Requests and rows are counted, too. That a
batch of 1,000 costs at most eight statements, whatever is in it, is a test of its own
(\`tests/persistence/batch.test.ts\`).
`;

/** What a message costs the worker. */
export const work: Scenario = {
  name: 'work',
  title: 'Work per message',
  method,
  async run({ small, log, embedded }) {
    const postgres = await embedded();
    const messages = small ? 2_000 : 100_000;
    await using source = await startPageSource({
      guild: { shape: 'real', messages, threads: messages / 2_000 },
    });
    const perHundredThousand: number[] = [];
    let pagesTooMany = 0;
    for (let round = 0; round < (small ? 1 : 3); round += 1) {
      source.forget();
      const run = await firstRun(postgres, source);
      perHundredThousand.push((run.cpuSeconds / run.messages) * 100_000);
      pagesTooMany = (await source.traffic()).pages - source.fewestPages;
      log(`   ${run.messages} messages, ${run.requests} requests, ${run.cpuSeconds} s of CPU`);
    }
    const parts = await profiled(postgres, source);
    return {
      figures: [
        {
          ...{ what: 'CPU seconds per 100,000 messages', value: median(perHundredThousand) },
          ...{ unit: 's', kind: 'speed' },
        },
        {
          ...{ what: 'pages asked for beyond those needed', value: pagesTooMany },
          ...{ unit: '', atMost: 0, kind: 'work' },
        },
      ],
      tables: [
        {
          columns: ['largest parts of the profile', 'share'],
          rows: parts.slice(0, 5).map(({ part, share }) => [part, `${Math.round(share * 100)} %`]),
        },
      ],
    };
  },
};

async function profiled(postgres: Postgres, source: PageSource): Promise<ProfileParts> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-bench-profile-'));
  await firstRun(postgres, source, { BUN_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` });
  const parts = await readProfile(folder);
  await rm(folder, { recursive: true });
  return parts;
}

async function firstRun(
  postgres: Postgres,
  source: PageSource,
  settings: ServiceEnvironment = {},
): Promise<MeasuredRun> {
  await using database = await postgres.openDatabase();
  await using worker = await AnnalsWorker.start(database, source, settings);
  return await worker.firstRun(source);
}

import { cpus } from 'node:os';
import { markdownTable } from '../report/readme.ts';
import { median } from '../statistics.ts';
import type { Sample } from './sample.ts';

export interface Endurance {
  readonly minutes: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly questions: number;
  /** Rows of the truth that the tables did not have after the last run. */
  readonly lost: number;
  /** Oldest first; the first is taken when all first runs are over. */
  readonly samples: readonly Sample[];
}

type Measure = Exclude<keyof Sample, 'minutes'>;

const MEASURES: readonly (readonly [Measure, string, number])[] = [
  ['residentMb', 'resident memory, MB', 0],
  ['handles', 'open handles', 0],
  ['connections', 'connections to PostgreSQL', 0],
  ['bytesARow', 'bytes of the archive a living row', 0],
  ['queueMb', "the queue's tables, MB", 1],
  ['rows', 'living rows', 0],
];
const LINES = 12;

/** The page that the run writes of itself. */
export function describeEndurance(endurance: Endurance, method: string): string {
  const { minutes, runs, questions, lost, samples } = endurance;
  const ended = Object.entries(runs).map(([status, count]) => `${count} ${status}`);
  return `# Endurance

Written by \`bun bench/endurance.ts ${Math.round(minutes)}\` on ${new Date().toISOString().slice(0, 10)}, \
Bun ${Bun.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}: **${minutes.toFixed(0)} minutes**.

${method.trim()}

Its runs: ${ended.join(', ')}. Questions to the API: ${questions}. Rows of the truth that the tables
lacked after the last run: ${lost}.

${markdownTable({ columns: ['', 'first quarter', 'last quarter', 'last ÷ first'], rows: quarters(samples) })}
Medians of the samples of a quarter of the time. Rows grow because communities live on.

${markdownTable({ columns: ['minute', ...MEASURES.map(([, title]) => title)], rows: spread(samples) })}`;
}

function quarters(samples: readonly Sample[]): string[][] {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const [first, last] = [samples.slice(0, quarter), samples.slice(-quarter)];
  return MEASURES.map(([measure, title, digits]) => {
    const [before, after] = [first, last].map((part) => median(part.map((one) => one[measure])));
    const ratio = (after ?? 0) / (before ?? 1);
    return [
      title,
      ...[before, after].map((value) => (value ?? 0).toFixed(digits)),
      ratio.toFixed(2),
    ];
  });
}

function spread(samples: readonly Sample[]): string[][] {
  const step = Math.max(1, Math.ceil(samples.length / LINES));
  return samples
    .filter((_, index) => index % step === 0 || index === samples.length - 1)
    .map((sample) => [
      sample.minutes.toFixed(0),
      ...MEASURES.map(([measure, , digits]) => sample[measure].toFixed(digits)),
    ]);
}

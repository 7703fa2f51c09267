import { fileURLToPath } from 'node:url';
import type { FaultFigures } from './fault-group.ts';

const introduction = `# What goes wrong, and what is lost

A guild's run meets each fault at a place that the seed chooses: in the nth request to Discord, in the
nth statement that changes the archive. When it has ended and the fault is gone, one more run is made,
and the tables are compared with the guild, row by row. Discord is the simulator, asked with Annals'
own fifty requests a second (twenty-five where two processes may ask); PostgreSQL, Redis and the
processes are real. SIGTERM goes to Annals' own worker. Those that are killed and paused differ from it
in that they are missed after half a second, and not after fifteen: where a run did not go on by itself
after that, its row would never have ended.

- *queue*: where the tries had their queue. That of the run that is killed a hundred times moves from
  PostgreSQL to Redis half way.
- *met*: tries in which the fault came about before the run was over.
- *the runs ended*: how the run that met it ended. \`rate_limited\`, \`partial\` and \`failed\` say so in
  the run's row, and the next run goes on from there.
- *rows twice*: rows beyond the guild's, and messages that were counted as new more than once.
- *most requests in a second*: arrivals within any one second; Discord allows 50.
  Bun sends a request again by itself whose used connection is reset: one place is left free for it.
- *most refusals*: answers 401, 403 and 429 in one try, which takes less than the ten minutes in which
  Discord counts them; Annals allows itself 100.

\`FAULT_TABLE=write bun test tests/faults/fault-matrix.test.ts\` writes this page; \`FAULT_SEED\` chooses
other places. CI tries it all again, and fails for a row that is lost or twice.
`;

const page = fileURLToPath(import.meta.resolve('../README.md'));

/** Puts the tables that a run has made into the page beside it. */
export async function writeFaultTable(tables: string, seed: number): Promise<void> {
  const made = `Made on ${new Date().toISOString().slice(0, 10)} with the seed ${seed}.`;
  await Bun.write(page, `${introduction}\n${made}\n\n${tables}`);
}

const COLUMNS = [
  ...['fault', 'queue', 'tries', 'met', 'the runs ended', 'rows lost', 'rows twice'],
  ...['most requests in a second', 'most refusals'],
];

/** The figures in Markdown, a table a group. */
export function describeFigures(figures: readonly FaultFigures[]): string {
  const groups = [...new Set(figures.map(({ group }) => group))];
  return groups
    .map((group) => {
      const rows = figures.filter((row) => row.group === group).map(cells);
      const lines = [COLUMNS, COLUMNS.map(() => '---'), ...rows];
      return `### ${group}\n\n${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`;
    })
    .join('\n');
}

function cells({ fault, queues, tries, endings, ...figures }: FaultFigures): string[] {
  const { met, lost, twice, mostInASecond, refusals } = figures;
  const seen = [...endings]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${count} × ${what}`);
  return [
    fault,
    queues.join(', ') || 'none',
    String(tries),
    String(met),
    seen.join(', '),
    ...[lost, twice, mostInASecond, refusals].map(String),
  ];
}

import { type Figure, isReached, type ResultTable, type Scenario } from '../scenario.ts';
import { boundOf, shown, withUnit } from './describe-figure.ts';
import type { Results } from './results.ts';

const introduction = `# How fast Annals is

\`bun run bench\` measures everything below and writes this page, \`results.json\` and the picture;
\`bun run bench floor by-hand\` measures those alone and leaves the other results as they are;
\`--small\` runs everything at sizes at which no time means anything, and writes nothing.

What is compared runs in turns on the same machine, in the same minutes, against the same simulated
Discord, which is a process of its own and gives pages that it made beforehand; of several rounds the
median counts. A ratio therefore says something on a noisy machine, where seconds do not. The
measured worker is the real one: \`bun main.ts worker\`, on a database with the real tables, started
from the API.

![Results](results.svg)
`;

/** The whole page. */
export function readme(scenarios: readonly Scenario[], results: Results): string {
  return `${[introduction, ...scenarios.map((scenario) => section(scenario, results))].join('\n')}`;
}

function section({ name, title, method }: Scenario, results: Results): string {
  const kept = results[name];
  const head = `## ${title}\n\n\`bun run bench ${name}\`\n\n${method.trim()}\n`;
  if (kept === undefined) return `${head}\nNot measured yet.\n`;
  const { figures, tables = [] } = kept.result;
  return [
    head,
    figures.length === 0 ? [] : [markdownTable(figureTable(figures))],
    ...tables.map(markdownTable),
    `Measured on ${kept.measuredOn}: ${kept.machine}.\n`,
  ]
    .flat()
    .join('\n');
}

function figureTable(figures: readonly Figure[]): ResultTable {
  return {
    columns: ['figure', 'measured', 'wanted', 'reached'],
    rows: figures.map((figure) => {
      const bound = boundOf(figure);
      const verdict = bound === '' ? '' : isReached(figure) ? 'yes' : '**no**';
      return [figure.what, withUnit(figure.value, figure.unit), bound, verdict];
    }),
  };
}

export function markdownTable({ columns, rows }: ResultTable): string {
  const lines = [
    columns,
    columns.map(() => '---'),
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? shown(cell) : cell))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

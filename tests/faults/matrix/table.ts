import type { FaultFigures } from './fault-group.ts';

const COLUMNS = [
  ...['fault', 'tries', 'the runs that met it', 'rows lost', 'rows twice'],
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

function cells({ fault, tries, endings, ...figures }: FaultFigures): string[] {
  const { lost, twice, mostInASecond, refusals } = figures;
  const seen = [...endings]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${count} × ${what}`);
  return [
    fault,
    String(tries),
    seen.join(', '),
    ...[lost, twice, mostInASecond, refusals].map(String),
  ];
}

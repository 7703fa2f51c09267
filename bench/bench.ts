/**
 * `bun run bench [scenario…] [--small]`: measures, and writes what it found into `results.json`,
 * `README.md` and `results.svg`. With `--small` everything runs and nothing is written.
 */
import { parseArgs } from 'node:util';
import { describeFigure } from './report/describe-figure.ts';
import { writeReport } from './report/write-report.ts';
import { runScenarios } from './run-scenarios.ts';
import { scenarios } from './scenarios.ts';

const { values, positionals } = parseArgs({
  options: { small: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  const known = scenarios.map(({ name }) => name).join(', ');
  console.error(`No scenario is called ${unknown.join(', ')}. There are: ${known}.`);
  process.exit(2);
}
const chosen = scenarios.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const log = (line: string) => console.info(line);
await runScenarios(chosen, { small: values.small, log }, async ({ name }, result) => {
  for (const figure of result.figures) log(`   ${describeFigure(figure)}`);
  if (!values.small) await writeReport(name, result);
});
process.exit(0);

import { join } from 'node:path';
import type { ScenarioResult } from '../scenario.ts';
import { scenarios } from '../scenarios.ts';
import { drawPicture } from './draw-picture.ts';
import { readme } from './readme.ts';
import { keepResult } from './results.ts';

const folder = join(import.meta.dir, '..');

/** Brings the committed results, their picture and their text up to date with one new result. */
export async function writeReport(name: string, result: ScenarioResult): Promise<void> {
  const results = await keepResult(name, result);
  const charts = scenarios.flatMap((scenario) => results[scenario.name]?.result.chart ?? []);
  await Bun.write(join(folder, 'results.svg'), drawPicture(charts));
  await Bun.write(join(folder, 'README.md'), readme(scenarios, results));
}

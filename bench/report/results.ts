import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { ScenarioResult } from '../scenario.ts';

/** A scenario's last result, and where it was found. */
interface KeptResult {
  readonly measuredOn: string;
  readonly machine: string;
  readonly result: ScenarioResult;
}

export type Results = Readonly<Record<string, KeptResult>>;

const file = join(import.meta.dir, '..', 'results.json');

async function readResults(): Promise<Results> {
  const kept = Bun.file(file);
  return (await kept.exists()) ? await kept.json() : {};
}

/** Puts a new result in the place of the scenario's last one; all results as they are now. */
export async function keepResult(name: string, result: ScenarioResult): Promise<Results> {
  const measuredOn = new Date().toISOString().slice(0, 10);
  const results = { ...(await readResults()), [name]: { measuredOn, machine: machine(), result } };
  await Bun.write(file, `${JSON.stringify(results, null, 2)}\n`);
  return results;
}

function machine(): string {
  const [first, ...others] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${others.length + 1} × ${first?.model.trim()}, ${memory} GB, Bun ${Bun.version}`;
}

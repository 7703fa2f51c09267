import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What the processor did, by part of the program: shares of 1, the largest first. */
export type ProfileParts = readonly { readonly part: string; readonly share: number }[];

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  /** Nodes, one about every millisecond in which there was something to do. */
  readonly samples: readonly number[];
}

/** Where a file belongs: the first that fits. */
const PARTS: readonly (readonly [fits: RegExp, part: string])[] = [
  [/node_modules\/zod\/|plugins\/discord\/(?:payloads|snowflake)/, 'checking payloads'],
  [
    /node_modules\/@discordjs\/|plugins\/discord\/requests\//,
    'asking Discord, and parsing its answers',
  ],
  [/plugins\/discord\//, 'turning payloads into messages'],
  [/domain\/(?:anonymise-text|id-hasher|storable-text)|anonymise-payload/, 'taking people out'],
  [/adapters\/persistence\/json-rows/, 'writing rows as JSON'],
  [/node_modules\/(?:postgres|kysely)\/|adapters\/persistence\//, 'speaking with PostgreSQL'],
  [/node_modules\/(?:bullmq|pg|pg-[^/]+)\/|adapters\/queue\//, 'the queue'],
  [/application\//, 'gathering batches'],
];
const REST = 'everything else (the runtime, the network)';
const NO_WORK = new Set(['(idle)', '(root)', '(program)']);

/** Reads the largest profile in the folder: workers of libraries write small ones of their own. */
export async function readProfile(folder: string): Promise<ProfileParts> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const [largest] = names
    .map((name) => Bun.file(join(folder, name)))
    .toSorted((a, b) => b.size - a.size);
  if (largest === undefined) throw new Error('The worker left no profile.');
  return partsOf(await largest.json());
}

function partsOf({ nodes, samples }: CpuProfile): ProfileParts {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  /** That of the innermost frame which belongs somewhere: a library works for who called it. */
  const partOf = (sample: number): string => {
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const url = byId.get(id)?.callFrame.url ?? '';
      const found = PARTS.find(([fits]) => fits.test(url));
      if (found !== undefined) return found[1];
    }
    return REST;
  };
  // Counted, not timed: the one after a silence has all of that silence to it.
  const counts = new Map<string, number>();
  for (const sample of samples) {
    if (NO_WORK.has(byId.get(sample)?.callFrame.functionName ?? '')) continue;
    const part = partOf(sample);
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts]
    .map(([part, count]) => ({ part, share: count / all }))
    .toSorted((a, b) => b.share - a.share);
}

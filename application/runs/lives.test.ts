import { expect, setDefaultTimeout, test } from 'bun:test';
import fc from 'fast-check';
import {
  describeSteps,
  happeningShares,
  lifeSteps,
  type Step,
  stepsFromSeed,
  workerShares,
} from './testing/life-steps.ts';
import { LivingArchive } from './testing/living-archive.ts';
import { type Failure, shortestSteps } from './testing/shortest-steps.ts';

setDefaultTimeout(600_000);

const TWO_YEARS = 2 * 365 * 24;
const SEED = 20_260_301;
/** Comparing everything takes as long as some hundred hours of life. */
const HOURS_BETWEEN_FULL_CHECKS = 1_000;
/** More than a failure needs in practice; each lives through all that is left. */
const MOST_TRIES = 400;

const habits = fc.record({
  batchSize: fc.constantFrom(1, 3, 10, 1_000),
  channelConcurrency: fc.constantFrom(1, 2, 5),
  messagesAPage: fc.constantFrom(1, 2, 100),
});

/** Lives through the steps; the first difference from the truth, or null. */
async function firstFailure(
  life: LivingArchive,
  steps: readonly Step[],
  hoursBetweenFullChecks: number,
): Promise<Failure | null> {
  for (const [index, step] of steps.entries()) {
    try {
      await life.live(step, hoursBetweenFullChecks);
    } catch (error) {
      if (error instanceof Error) return { index, error };
      throw error;
    }
  }
  return null;
}

test('whatever happens in a few days, the archive of what is public is the truth an hour later', async () => {
  await fc.assert(
    fc.asyncProperty(lifeSteps(60), habits, async (steps, lived) => {
      const failure = await firstFailure(new LivingArchive(lived), steps, 1);
      if (failure !== null) throw failure.error;
    }),
    { numRuns: 60 },
  );
});

test('two years of life, and the archive is the truth all along', async () => {
  const steps = stepsFromSeed(SEED, TWO_YEARS);
  const life = new LivingArchive();
  const failure = await firstFailure(life, steps, HOURS_BETWEEN_FULL_CHECKS);
  if (failure !== null) {
    const live = (fewer: readonly Step[]) =>
      firstFailure(new LivingArchive(), fewer, fewer.length < 1_000 ? 1 : 100);
    const shortest = await shortestSteps(steps, failure, { live, mostTries: MOST_TRIES });
    throw new Error(
      `Seed ${SEED}: ${shortest.error.message}\nThe shortest steps that show it:\n${describeSteps(shortest.steps)}`,
    );
  }
  // Everything that can happen did, also what takes a year.
  expect(kindsOf(life.community.counts)).toEqual(Object.keys(happeningShares).sort());
  expect(kindsOf(life.lucks)).toEqual(Object.keys(workerShares).sort());
});

function kindsOf(counts: ReadonlyMap<string, number>): string[] {
  return [...counts.keys()].sort();
}

test('a fault is shown in the fewest steps: without a look-back, a change after a run', async () => {
  const live = (steps: readonly Step[]) =>
    firstFailure(new LivingArchive({ lookBackMs: 0 }), steps, 1);
  const steps = stepsFromSeed(SEED, 500);
  const failure = await live(steps);
  if (failure === null) throw new Error('Nobody noticed.');
  const shortest = await shortestSteps(steps, failure, { live, mostTries: MOST_TRIES });
  expect(shortest.steps.map(({ kind }) => kind)).toEqual([
    expect.stringMatching(/^(post|open thread|open and archive thread)$/),
    'hour',
    expect.stringMatching(/^(edit|delete|react|unreact|delete starter|remove thread)$/),
    'hour',
  ]);
});

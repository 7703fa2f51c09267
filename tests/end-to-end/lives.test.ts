import { expect, setDefaultTimeout, test } from 'bun:test';
import fc from 'fast-check';
import { type Failure, shortestSteps } from '../../application/runs/testing/shortest-steps.ts';
import { type Hour, LivingGuild, workerLucks } from './living-guild.ts';

setDefaultTimeout(600_000);

const HOURS = 100;
const SEED = 20_261_124;
/** Each lives through all hours that are left, in a database of its own. */
const MOST_TRIES = 60;

const hour: fc.Arbitrary<Hour> = fc.record({
  seed: fc.nat(),
  events: fc.nat(16),
  worker: fc.oneof(
    { weight: 12, arbitrary: fc.constant('clean' as const) },
    { weight: 8, arbitrary: fc.constantFrom(...workerLucks) },
  ),
  moment: fc.nat(30),
});

/** The first difference from the truth, or null. */
async function firstFailure(living: LivingGuild, hours: readonly Hour[]): Promise<Failure | null> {
  for (const [index, lived] of hours.entries()) {
    try {
      await living.live(lived);
    } catch (error) {
      if (error instanceof Error) return { index, error };
      throw error;
    }
  }
  return null;
}

async function liveThrough(hours: readonly Hour[]): Promise<Failure | null> {
  await using living = await LivingGuild.open(SEED);
  return await firstFailure(living, hours);
}

test('a hundred hours of life over PostgreSQL, and the tables are the truth after every run', async () => {
  const hours = fc.sample(hour, { seed: SEED, numRuns: HOURS });
  await using living = await LivingGuild.open(SEED);
  const failure = await firstFailure(living, hours);
  if (failure !== null) {
    const shortest = await shortestSteps(hours, failure, {
      live: liveThrough,
      mostTries: MOST_TRIES,
    });
    const steps = shortest.steps.map((step) => JSON.stringify(step)).join('\n');
    throw new Error(
      `Seed ${SEED}: ${shortest.error.message}\nThe shortest steps that show it:\n${steps}`,
    );
  }
  // It was a life, and not a quiet one.
  const [happened] = await living.annals.archive.sql`
    select
      (select count(*) from messages where deleted_at is not null) > 10 as deletions,
      (select count(*) from message_revisions) > 10 as edits,
      (select count(*) from message_emoji_reactions) > 50 as reactions,
      (select count(*) from channels where removed_at is not null) > 0 as removals,
      (select count(distinct status) from sync_runs) > 2 as interruptions`;
  expect({ ...happened }).toEqual({
    deletions: true,
    edits: true,
    reactions: true,
    removals: true,
    interruptions: true,
  });
  expect([...living.lucks].sort()).toEqual([...workerLucks].sort());
});

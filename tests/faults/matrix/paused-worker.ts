import type { Random } from '@annals/plugin-discord/simulator';
import type { RunningService } from '../../running-service.ts';
import type { Attempt, Fault } from './fault-group.ts';
import { faultGuild, type GuildSize } from './fault-guild.ts';
import { injectErrors } from './injected-errors.ts';
import type { ProcessPlace } from './process-place.ts';
import { ProcessScene } from './process-scene.ts';

const GUILD: GuildSize = { channels: 4, messagesEach: 400, threads: 4, reactedMessages: 4 };
/** A pause begins with any of these, and ends so many of the successor's requests later. */
const REQUESTS_BEFORE = 20;
const REQUESTS_BESIDE = 8;
/** That change the archive, before which the run is surely not over. */
const STATEMENTS = 12;
const LOOK_MS = 5;
/** What a worker says that has lost its run, or the transaction in which it would have noticed. */
const LOST = /"run\.(lost|attempt_failed)"/;

const any = () => true;

/** Two that believe to own the run: one sleeps past its lease, and wakes beside its successor. */
async function sleepPastLease(
  scene: ProcessScene,
  random: Random,
  fallAsleep: (sleeper: RunningService) => Promise<void>,
): Promise<Attempt> {
  const registered = await scene.asker.register(scene.guild);
  const sleeper = scene.startImpatient();
  await fallAsleep(sleeper);
  process.kill(sleeper.pid, 'SIGSTOP');
  const successor = scene.startImpatient();
  // What the first one had sent still arrives until then.
  while (!successor.log.includes('"run.started"')) await Bun.sleep(LOOK_MS);
  await scene.reach(scene.arrivals.onNth(random.between(1, REQUESTS_BESIDE), any), successor);
  process.kill(sleeper.pid, 'SIGCONT');
  while (!LOST.test(sleeper.log)) await Bun.sleep(LOOK_MS);
  return await scene.outcome(registered, true);
}

function paused(
  name: string,
  tries: number,
  fallAsleep: (
    scene: ProcessScene,
    random: Random,
  ) => Promise<(sleeper: RunningService) => Promise<void>>,
): Fault<ProcessPlace> {
  return {
    ...{ name, tries },
    async attempt(place, random) {
      const options = { queue: place.nextQueue() };
      await using scene = await ProcessScene.open(place, faultGuild(random, GUILD), options);
      return await sleepPastLease(scene, random, await fallAsleep(scene, random));
    },
  };
}

const anywhere = paused(
  'two workers own the run, the first paused past its lease',
  2,
  async (scene, random) => {
    const moment = scene.arrivals.onNth(random.between(1, REQUESTS_BEFORE), any);
    const delayMs = random.between(0, 20);
    return async (sleeper) => {
      await scene.reach(moment, sleeper);
      await Bun.sleep(delayMs);
    };
  },
);

/** Its transaction holds rows that the successor needs. */
const inTransaction = paused(
  'two workers own the run, the first paused in mid-transaction',
  2,
  async ({ databaseUrl }, random) => {
    const first = random.between(4, STATEMENTS);
    const wasMet = await injectErrors(databaseUrl, 'perform pg_sleep(1);', { first, times: 1 });
    return async () => {
      while (!(await wasMet())) await Bun.sleep(LOOK_MS);
    };
  },
);

export const pausedWorkers: readonly Fault<ProcessPlace>[] = [anywhere, inTransaction];

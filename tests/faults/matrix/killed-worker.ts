import type { Random } from '@annals/plugin-discord/simulator';
import { type Attempt, bothQueues, type Fault } from './fault-group.ts';
import { faultGuild, type GuildSize } from './fault-guild.ts';
import type { ProcessPlace } from './process-place.ts';
import { ProcessScene } from './process-scene.ts';

const KILLS = 100;
const MESSAGES = 100_000;
const GUILD: GuildSize = {
  ...{ channels: 2, messagesEach: MESSAGES / 2, threads: 4 },
  reactedMessages: 40,
};
/** What its run asks for at least: pages of messages, and two of who reacted to each of those. */
const REQUESTS = MESSAGES / 100 + GUILD.reactedMessages * 2;
/** From a request until its answer is read, and mostly stored. */
const LONGEST_DELAY_MS = 20;
/**
 * What may be asked again after each kill: who the bot is and what channels there are, and the pages
 * that nobody knows to be stored, of the batch being written and of the one being gathered.
 */
const AGAIN_AFTER_A_KILL = 8 + 6;

/**
 * Kills each worker at a point that none has reached before it. Half way the queue moves to the other
 * server, so that the run meets both.
 */
async function killAgainAndAgain(scene: ProcessScene, random: Random): Promise<Attempt> {
  const first = await scene.asker.register(scene.guild);
  const points = Array.from({ length: REQUESTS }, (_, index) => index + 1);
  const chosen = random.sample(points, KILLS).sort((a, b) => a - b);
  for (const [kill, point] of chosen.entries()) {
    if (kill === KILLS / 2) scene.moveQueue('Redis');
    const moment = scene.arrivals.untilFurther(point);
    const worker = scene.startImpatient();
    await scene.reach(moment, worker);
    await Bun.sleep(random.between(0, LONGEST_DELAY_MS));
    await worker.kill();
  }
  scene.startImpatient();
  await scene.asker.ending(first.run.id);
  const { total } = scene.arrivals;
  if (total > REQUESTS + (KILLS + 1) * AGAIN_AFTER_A_KILL) {
    throw new Error(`${total} requests are too many for a run that goes on where it was.`);
  }
  return await scene.outcome(first, true);
}

export const killed: Fault<ProcessPlace> = {
  name: `kill -9 at ${KILLS} random points of a run of ${MESSAGES.toLocaleString('en')} messages`,
  tries: 1,
  async attempt(place, random) {
    const [queue = 'PostgreSQL'] = bothQueues;
    const options = { queue, neverChanges: true };
    await using scene = await ProcessScene.open(place, faultGuild(random, GUILD), options);
    return await killAgainAndAgain(scene, random);
  },
};

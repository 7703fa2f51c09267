import type { Random, SimulatedGuild } from '@annals/plugin-discord/simulator';
import type { RunningService } from '../../running-service.ts';
import type { ArrivingRequest } from './arrivals.ts';
import type { Attempt, Fault } from './fault-group.ts';
import { faultGuild, type GuildSize } from './fault-guild.ts';
import type { ProcessPlace } from './process-place.ts';
import { ProcessScene } from './process-scene.ts';

const TRIES = 2;
const GUILD: GuildSize = { channels: 3, messagesEach: 130, threads: 4, reactedMessages: 2 };
const LIST = 'GET /channels/{channel}/messages';
const HOUR_MS = 60 * 60 * 1_000;
const LOOK_MS = 2;

interface Phase {
  readonly name: string;
  /** In which run of the guild: its first, or one that finds news and deletions. */
  readonly run: 'first' | 'later' | 'full';
  /** Whether a request belongs to it. */
  isAsking(request: ArrivingRequest, guild: SimulatedGuild): boolean;
  /** With how many of these requests it may be stopped. */
  readonly requests: number;
}

const asks =
  (template: string) =>
  (request: ArrivingRequest): boolean =>
    request.template === template;

const lists = (of: 'channel' | 'thread') => (request: ArrivingRequest, guild: SimulatedGuild) => {
  const [, , id = ''] = request.path.split('/');
  return request.template === LIST && (guild.channel(id).thread !== null) === (of === 'thread');
};

const phases: readonly Phase[] = [
  {
    ...{ name: 'the list of channels', run: 'first', requests: 1 },
    isAsking: asks('GET /guilds/{guild}/channels'),
  },
  {
    ...{ name: 'the lists of open threads', run: 'first', requests: 1 },
    isAsking: asks('GET /guilds/{guild}/threads/active'),
  },
  {
    ...{ name: 'the lists of archived threads', run: 'first', requests: 3 },
    isAsking: asks('GET /channels/{channel}/threads/archived/public'),
  },
  { name: 'messages', run: 'first', requests: 5, isAsking: lists('channel') },
  { name: 'messages of threads', run: 'first', requests: 4, isAsking: lists('thread') },
  {
    ...{ name: 'who reacted', run: 'first', requests: 4 },
    isAsking: asks('GET /channels/{channel}/messages/{message}/reactions/{emoji}'),
  },
  { name: 'the look-back', run: 'later', requests: 3, isAsking: lists('channel') },
  {
    ...{ name: 'the look for deleted messages', run: 'later', requests: 3 },
    isAsking: asks('GET /channels/{channel}/messages/{message}'),
  },
  { name: 'a full run', run: 'full', requests: 6, isAsking: lists('channel') },
];

/** Messages in every channel that are looked back at. */
function postYoung(guild: SimulatedGuild): void {
  guild.advanceTo(Date.now() - HOUR_MS);
  postEverywhere(guild, 'young');
  postEverywhere(guild, 'younger');
}

/** Edits and deletes, and has something new to say in every channel. */
function changeYoung(guild: SimulatedGuild): void {
  for (const { id, thread, messages } of guild.channels.values()) {
    if (thread !== null) continue;
    const [edited, deleted] = messages.slice(-2);
    if (edited === undefined || deleted === undefined) continue;
    guild.advance(1_000);
    guild.edit(id, edited.payload.id, { content: 'edited' });
    guild.deleteMessage(id, deleted.payload.id);
  }
  postEverywhere(guild, 'news');
}

function postEverywhere(guild: SimulatedGuild, content: string): void {
  const [authorId = ''] = guild.everyUserId();
  for (const { id, thread } of [...guild.channels.values()]) {
    guild.advance(1_000);
    if (thread === null) guild.post(id, { authorId, content });
  }
}

async function said(worker: RunningService, event: string): Promise<void> {
  while (!worker.log.includes(`"${event}"`)) await Bun.sleep(LOOK_MS);
}

/** Asked to stop while a request of the phase is under way, which is answered once it has heard. */
async function stopIn(phase: Phase, scene: ProcessScene, random: Random): Promise<Attempt> {
  const { guild, asker, arrivals } = scene;
  postYoung(guild);
  const { tenant, run: firstRun } = await asker.register(guild);
  const worker = scene.startWorker();
  let run = firstRun;
  const stopped = () =>
    arrivals.onNth(
      random.between(1, phase.requests),
      (request) => phase.isAsking(request, guild),
      async () => {
        process.kill(worker.pid, 'SIGTERM');
        await said(worker, 'process.stopping');
      },
    );
  let moment = phase.run === 'first' ? stopped() : null;
  if (moment === null) {
    await asker.ending(firstRun.id);
    changeYoung(guild);
    moment = stopped();
    run = await asker.trigger(tenant, phase.run === 'full' ? 'full' : 'incremental');
  }
  await scene.reach(moment, worker);
  const code = await worker.ended();
  const isMet = code === 0 && worker.log.includes('"run.handed_back"');
  scene.startWorker();
  return await scene.outcome({ tenant, run }, isMet);
}

/** Annals' own worker process, asked to stop in each part of a run. */
export const stopped: readonly Fault<ProcessPlace>[] = phases.map((phase) => ({
  name: `SIGTERM in ${phase.name}`,
  tries: TRIES,
  async attempt(place, random) {
    const options = { queue: place.nextQueue() };
    await using scene = await ProcessScene.open(place, faultGuild(random, GUILD), options);
    return await stopIn(phase, scene, random);
  },
}));

import {
  type DiscordSimulator,
  type FaultAnswer,
  type Random,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../../running-service.ts';
import { compare } from './compare.ts';
import type { Attempt, Fault, FaultGroup } from './fault-group.ts';
import { faultGuild, type GuildSize } from './fault-guild.ts';
import { openServers, type Servers } from './servers.ts';
import { refusalsOf, Traffic } from './traffic.ts';

const TRIES = 3;
/** Of a first run over the guild: a fault begins with any of them. */
const REQUESTS_OF_A_RUN = 24;
const MESSAGES = 'GET /channels/{channel}/messages';
const CHANNELS = 'GET /guilds/{guild}/channels';
const SOON_MS = 100;
const FOR_EVER = Number.POSITIVE_INFINITY;

interface DiscordFault {
  readonly name: string;
  /** Brings it about; `traffic` counts what has arrived. */
  bring(simulator: DiscordSimulator, random: Random, traffic: Traffic): void;
  readonly size?: GuildSize;
  readonly tries?: number;
  /** The process would keep silent for longer than a test lasts: a new one makes the next run. */
  readonly isBlocked?: boolean;
}

interface Where {
  readonly template?: string;
  /** With how many of these requests it may begin. */
  readonly requests?: number;
  /** How many it hits: one of these. */
  readonly times?: readonly number[];
}

const ofPages: Where = { template: MESSAGES, requests: 12 };

/** An answer in place of the true one: once, a few times, or from then on. */
function answers(name: string, answer: FaultAnswer, where: Where = {}): DiscordFault {
  const { template, requests = REQUESTS_OF_A_RUN, times = [1, 3, 6, FOR_EVER] } = where;
  return {
    name,
    bring(simulator, random) {
      simulator.fail({
        ...{ answer, times: random.pick(times), skip: random.between(0, requests - 1) },
        ...(template !== undefined && { template }),
        retryAfterMs: SOON_MS,
      });
    },
  };
}

const discordFaults: readonly DiscordFault[] = [
  answers('500', 'serverError'),
  answers('502 with HTML', 502),
  answers('503 with text', 'overloaded'),
  answers('401 in mid-run', 'unauthorized'),
  answers('403', 'forbidden'),
  answers('404', 'gone'),
  answers('429 of the user', 'rateLimited'),
  answers('429 shared', 'rateLimitedShared'),
  answers('429 global', 'rateLimitedGlobally'),
  { ...answers("Cloudflare's bare 429", 'cloudflare'), isBlocked: true },
  {
    name: 'connection refused',
    bring(simulator, random, traffic) {
      traffic.when(random.between(1, REQUESTS_OF_A_RUN), () => void simulator.goDown());
    },
  },
  answers('connection closed without an answer', 'dropped'),
  answers('connection reset', 'reset'),
  answers('a body that stops half way', 'cutBody'),
  answers('a body that never ends', 'stalledBody'),
  answers('JSON cut', 'cutJson'),
  answers('JSON of another shape', 'otherShape'),
  answers('a page out of order', 'shuffledPage', ofPages),
  answers('a page repeated', 'repeatedPage', { ...ofPages, times: [1] }),
  answers('a cursor that does not move', 'repeatedPage', { ...ofPages, times: [FOR_EVER] }),
  answers('a message without author', 'noAuthor', { ...ofPages, times: [1] }),
  answers('an empty page in the middle', 'emptyList', { ...ofPages, times: [1] }),
  answers('a channel list that is null', 'nullList', { template: CHANNELS, requests: 1 }),
  {
    name: '403 from each of 150 channels',
    tries: 1,
    isBlocked: true,
    size: { channels: 150, messagesEach: 1, threads: 0 },
    bring(simulator) {
      simulator.fail({ template: MESSAGES, answer: 'forbidden', times: FOR_EVER });
    },
  },
];

/** Discord goes wrong in a guild's first run, at a place that the seed chooses. */
export const onDiscord: FaultGroup<Servers> = {
  name: 'Discord',
  open: openServers,
  faults: discordFaults.map(
    (fault): Fault<Servers> => ({
      name: fault.name,
      tries: fault.tries ?? TRIES,
      attempt: (servers, random) => attempt(servers, random, fault),
    }),
  ),
};

async function attempt(
  servers: Servers,
  random: Random,
  { bring, size, isBlocked = false }: DiscordFault,
): Promise<Attempt> {
  const guild = faultGuild(random, size);
  const traffic = new Traffic();
  await using simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    beforeAnswer: () => traffic.arrive(),
  });
  const { worker, sql } = servers.any(random);
  await worker.readFrom(simulator.url);
  bring(simulator, random, traffic);
  const { tenant, run } = await worker.register(guild);
  const ending = await worker.ending(run.id);
  simulator.clearFaults();
  traffic.calm();
  await simulator.comeBack();
  if (isBlocked) await worker.restart(simulator.url);
  // Who was told to come back in a tenth of a second may be asked to run sooner.
  while ((await worker.ending((await worker.trigger(tenant)).id)) === 'rate_limited');
  const difference = await compare(sql, tenant.slug, guild);
  await worker.remove(tenant);
  const mostInASecond = traffic.mostInASecond();
  return { endings: [ending], ...difference, mostInASecond, refusals: refusalsOf(simulator) };
}

import type { DiscordSimulator, FaultAnswer, Random } from '@annals/plugin-discord/simulator';
import type { Fault, FaultGroup } from './fault-group.ts';
import { openServers, type Servers } from './servers.ts';
import type { Traffic } from './traffic.ts';
import { type Disturbance, REQUESTS_OF_A_RUN, tryFirstRun } from './try-first-run.ts';

const TRIES = 3;
const MESSAGES = 'GET /channels/{channel}/messages';
const CHANNELS = 'GET /guilds/{guild}/channels';
const SOON_MS = 100;
const FOR_EVER = Number.POSITIVE_INFINITY;

interface DiscordFault extends Pick<Disturbance, 'size' | 'isBlocked'> {
  readonly name: string;
  /** Brings it about; `traffic` counts what has arrived. */
  bring(simulator: DiscordSimulator, random: Random, traffic: Traffic): () => boolean;
  readonly tries?: number;
  readonly sentAgain?: number;
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
      const hits = simulator.fail({
        ...{ answer, times: random.pick(times), skip: random.between(0, requests - 1) },
        ...(template !== undefined && { template }),
        retryAfterMs: SOON_MS,
      });
      return () => hits() > 0;
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
      return traffic.when(random.between(1, REQUESTS_OF_A_RUN), () => simulator.goDown());
    },
  },
  answers('connection closed without an answer', 'dropped'),
  // Bun's fetch sends a request again, and tells nobody, when a connection that was used before is
  // reset under it. The plugin leaves room for one; a second one in a second is beyond it.
  { ...answers('connection reset', 'reset'), sentAgain: 1 },
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
    tries: 2,
    isBlocked: true,
    size: { channels: 150, messagesEach: 1, threads: 0, reactedMessages: 0 },
    bring(simulator) {
      const hits = simulator.fail({ template: MESSAGES, answer: 'forbidden', times: FOR_EVER });
      return () => hits() > 0;
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
      sentAgain: fault.sentAgain ?? 0,
      attempt: (servers, random) =>
        tryFirstRun(servers.next(), random, {
          ...fault,
          bring: (simulator, traffic) => fault.bring(simulator, random, traffic),
        }),
    }),
  ),
};

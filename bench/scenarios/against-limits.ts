import { AnnalsWorker } from '../annals-worker.ts';
import {
  discordPace,
  GLOBAL_PER_SECOND,
  LATENCY_MS,
  PER_CHANNEL,
} from '../page-source/discord-pace.ts';
import type { GuildPlan } from '../page-source/guild-plan.ts';
import { startPageSource, type Traffic } from '../page-source/page-source.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';
import type { Postgres } from '../servers/postgres.ts';

/** Ten channels at their own limit use it all; more make up for those that wait for the database. */
const CONCURRENCY = 50;

const MESSAGES = 'GET /channels/{channel}/messages';
const REACTIONS = 'GET /channels/{channel}/messages/{message}/reactions/{emoji}';

const method = `
The simulator enforces Discord's limits: ${GLOBAL_PER_SECOND} requests a second in all and ${PER_CHANNEL.limit} a second for the pages of
each channel (and for every other bucket), in windows that begin with the first request after the
last one, ${LATENCY_MS} ms after a request was sent. Whatever comes too often is answered with 429 and counted.

*Side by side*: 100 channels with \`SYNC_CHANNEL_CONCURRENCY=${CONCURRENCY}\`; requests of the whole run, listing
included, against ${GLOBAL_PER_SECOND} for each of its seconds. *One after the other*: one channel, against ${PER_CHANNEL.limit} pages for
each of the run's seconds. *Who reacted*: a guild with many reactions, all asked for; how many of those
requests came before the last page of messages.
`;

interface LimitedRun {
  readonly seconds: number;
  readonly traffic: Traffic;
}

/** How much of what Discord allows is used, and that no more is. */
export const againstLimits: Scenario = {
  name: 'limits',
  title: "Against Discord's limits",
  method,
  async run(context) {
    const postgres = await context.embedded();
    const { small } = context;
    const manyChannels = await limited(context, postgres, {
      guild: even(small ? 4_000 : 300_000, small ? 20 : 100),
      settings: { SYNC_CHANNEL_CONCURRENCY: String(CONCURRENCY) },
    });
    const oneChannel = await limited(context, postgres, {
      guild: even(small ? 1_000 : 50_000, 1),
      settings: {},
    });
    const reactions = await limited(context, postgres, {
      guild: { shape: 'real', messages: small ? 300 : 4_000, threads: 10 },
      settings: { SYNC_REACTION_USERS: 'true', SYNC_CHANNEL_CONCURRENCY: String(CONCURRENCY) },
    });
    const inAll = manyChannels.traffic.requests / (manyChannels.seconds * GLOBAL_PER_SECOND);
    const inOne = oneChannel.traffic.pages / (oneChannel.seconds * PER_CHANNEL.limit);
    return {
      figures: [
        used('of 50 requests a second, over 100 channels', inAll, 90),
        used('of what one channel allows, one after the other', inOne, 95),
        {
          what: 'requests for who reacted before the last page of messages',
          value: 100 * askedEarly(reactions.traffic),
          ...{ unit: '%', atMost: 5, kind: 'work' },
        },
        {
          what: 'answers of 429 in all three',
          value: [manyChannels, oneChannel, reactions]
            .map(({ traffic }) => traffic.byStatus['429'] ?? 0)
            .reduce((all, count) => all + count, 0),
          ...{ unit: '', atMost: 0, kind: 'work' },
        },
      ],
    };
  },
};

function even(messages: number, channels: number): GuildPlan {
  return { shape: 'even', messages, channels };
}

function used(what: string, part: number, atLeast: number): Figure {
  return { what: `used ${what}`, value: 100 * part, unit: '%', atLeast, kind: 'speed' };
}

async function limited(
  { log }: BenchContext,
  postgres: Postgres,
  { guild, settings }: { guild: GuildPlan; settings: Readonly<Record<string, string>> },
): Promise<LimitedRun> {
  await using source = await startPageSource({ guild, ...discordPace });
  await using database = await postgres.openDatabase();
  await using worker = await AnnalsWorker.start(database, source, {
    DISCORD_REQUESTS_PER_SECOND: String(GLOBAL_PER_SECOND),
    ...settings,
  });
  const { seconds } = await worker.firstRun(source);
  const traffic = await source.traffic();
  log(`   ${traffic.requests} requests in ${seconds.toFixed(1)} s`);
  return { seconds, traffic };
}

/** Everything that is no question for who reacted comes before the last page or is it. */
function askedEarly({ requests, byTemplate, lastAt }: Traffic): number {
  const reactions = byTemplate[REACTIONS] ?? 0;
  if (reactions === 0) throw new Error('Nobody reacted to anything.');
  const upToLastPage = (lastAt[MESSAGES] ?? 0) + 1;
  return Math.max(0, upToLastPage - (requests - reactions)) / reactions;
}

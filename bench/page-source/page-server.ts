/** The program behind `startPageSource`: serves one guild until it is killed. */
import {
  type RecordedRequest,
  startDiscordSimulator,
  truthOf,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../../tests/bot-token.ts';
import { plannedGuild } from './guild-plan.ts';
import type { Opening, Order, PageSourceOptions, Traffic } from './page-source.ts';

const FORUM = 15;
const MEDIA = 16;

const options: PageSourceOptions = JSON.parse(process.argv[2] ?? '');
const { rateLimits, latencyMs = 0 } = options;
const guild = plannedGuild(options.guild);
const simulator = await startDiscordSimulator({
  guilds: [guild],
  token: BOT_TOKEN,
  neverChanges: true,
  ...(rateLimits === undefined ? {} : { rateLimits }),
  ...(latencyMs > 0 ? { beforeAnswer: () => Bun.sleep(latencyMs) } : {}),
});

process.on('message', (order: Order) => {
  if (order === 'forget') simulator.requests.reset();
  else process.send?.(trafficOf(simulator.requests.all()));
});
process.on('disconnect', () => process.exit());

const channelIds = readableChannels();
const opening: Opening = {
  url: simulator.url,
  guildId: guild.id,
  guildName: guild.name,
  channelIds,
  fewestPages: fewestPages(),
};
process.send?.(opening);

function readableChannels(): string[] {
  const { channels } = truthOf(guild);
  return channels.map(({ id }) => id).filter((id) => guild.channel(id).messages.length > 0);
}

/**
 * An end that is not where the listing said it was is looked at twice, and a channel of which it says
 * nothing once.
 */
function fewestPages(): number {
  const pages = truthOf(guild).channels.map(({ id }) => {
    const { messages, lastMessageId, type } = guild.channel(id);
    // Forums and media channels name their newest thread, and hold no messages.
    if (type === FORUM || type === MEDIA) return 0;
    if (lastMessageId === null) return Math.max(1, Math.ceil(messages.length / 100));
    const isNewestGone = messages.at(-1)?.payload.id !== lastMessageId;
    return Math.ceil(messages.length / 100) + (isNewestGone ? 2 : 0);
  });
  return pages.reduce((sum, count) => sum + count, 0);
}

function trafficOf(requests: readonly RecordedRequest[]): Traffic {
  const byTemplate: Record<string, number> = {};
  const byStatus: Record<string, number> = {};
  const lastAt: Record<string, number> = {};
  for (const [index, { template, status }] of requests.entries()) {
    byTemplate[template] = (byTemplate[template] ?? 0) + 1;
    byStatus[String(status)] = (byStatus[String(status)] ?? 0) + 1;
    lastAt[template] = index;
  }
  const pages = byTemplate['GET /channels/{channel}/messages'] ?? 0;
  return { requests: requests.length, pages, byTemplate, byStatus, lastAt };
}

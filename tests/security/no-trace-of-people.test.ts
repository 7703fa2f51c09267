import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DiscordSimulator, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { z } from 'zod';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { dumpOf } from '../end-to-end/archive-rows.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import {
  ADMIN_KEY,
  ApiClient,
  RunningService,
  type ServiceEnvironment,
  serviceEnvironment,
} from '../running-service.ts';
import { GuildNamingPeople } from './guild-naming-people.ts';
import { traces } from './payloads-naming-people.ts';

setDefaultTimeout(120_000);

const MESSAGES = 500;
/** Another one each time; a failure names it, and the same one fails again. */
const SEED = crypto.getRandomValues(new Int32Array(1))[0] ?? 0;

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** What every GET of the API answers: its own document names them all. */
async function answersOf(api: ApiClient, url: string, known: Readonly<Record<string, string>>) {
  const { paths } = documentSchema.parse((await api.ask('/openapi/json')).body);
  const asked = Object.keys(paths).filter((path) => 'get' in (paths[path] ?? {}));
  expect(asked.length).toBeGreaterThan(10);
  const answers = await Promise.all(
    asked.map(async (path) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? 'unknown');
      const response = await fetch(url + filled, { headers: { 'X-API-Key': ADMIN_KEY } });
      // The stream of events does not end by itself: its first word tells how things stand.
      const reader = response.body?.getReader();
      let text = '';
      for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
        text += Buffer.from(read.value).toString();
        if (response.headers.get('content-type')?.startsWith('text/event-stream')) break;
      }
      await reader?.cancel();
      return `${path} ${response.status}: ${text}`;
    }),
  );
  return answers;
}

/** Rooms whose questions fail, each in its own way, and with people in every refusal. */
function spoil(simulator: DiscordSimulator, { guild }: GuildNamingPeople): void {
  const [first = '', second = ''] = guild.channels.keys();
  const pages = 'GET /channels/{channel}/messages';
  simulator.fail({ template: pages, channelId: first, times: 1, answer: 'forbidden' });
  simulator.fail({ template: pages, channelId: second, times: 1, answer: 'gone' });
  simulator.fail({
    template: 'GET /channels/{channel}/messages/{message}/reactions/{emoji}',
    times: 3,
    answer: 'unknownEmoji',
  });
}

/** Everything that is written anywhere, line by line, of two runs: one with faults, one refused. */
async function everythingWritten(
  named: GuildNamingPeople,
  servers: ServiceEnvironment,
): Promise<string[]> {
  const { guild, rewrite } = named;
  await using simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    rewrite,
  });
  spoil(simulator, named);
  const environment = { ...servers, DISCORD_API_URL: simulator.url, LOG_LEVEL: 'debug' };
  const service = await RunningService.start('start', serviceEnvironment(environment));
  const url = await service.apiUrl();
  const api = new ApiClient(url);
  const slug = await api.register(guild.name, guild.id);
  const { runId, status, messages, reactions } = await api.idle(slug);
  expect({ status, stored: messages.added > 0, reactions: reactions > 0 }).toEqual({
    status: 'partial',
    stored: true,
    reactions: true,
  });
  simulator.fail({
    template: 'GET /guilds/{guild}/channels',
    times: Number.POSITIVE_INFINITY,
    answer: 'unauthorized',
  });
  const refused = await api.idle(slug, await api.sync(slug));
  expect(refused.status).toBe('failed');
  const answers = await answersOf(api, url, { tenantId: slug, runId });
  await using sql = new SQL(servers.DATABASE_URL ?? '', { max: 1 });
  const dump = await dumpOf(sql);
  await service.stop();
  return [...dump.split('\n'), ...service.log.split('\n'), ...answers];
}

/** Throws with the seed, the line and the payload when a line tells who somebody is. */
function expectNoTrace(lines: readonly string[], named: GuildNamingPeople): void {
  for (const line of lines) {
    const found = traces.filter((trace) => line.includes(trace));
    if (found.length === 0) continue;
    const payloads = JSON.stringify(named.payloadsIn(line), null, 1);
    throw new Error(`Seed ${SEED}: ${found.join(', ')} in\n${line}\nmade of\n${payloads}`);
  }
}

describe('of people whom payloads name everywhere there is no trace', () => {
  test('in PostgreSQL, the queue in it, the log and the answers', async () => {
    const named = new GuildNamingPeople(SEED, MESSAGES);
    await using database = await openEmptyTestDatabase();
    const lines = await everythingWritten(named, { DATABASE_URL: database.url });
    expect(lines).toContain('public.messages');
    expect(lines.some((line) => line.includes('"run.finished"'))).toBe(true);
    expectNoTrace(lines, named);
  });
});

describeWithRedis('with a Redis', () => {
  test('there is no trace in anything that the queue writes to it', async () => {
    const named = new GuildNamingPeople(SEED, MESSAGES / 10);
    await using database = await openEmptyTestDatabase();
    await using redis = await startRedisServer({ durable: true });
    const lines = await everythingWritten(named, {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
    });
    const files = await readdir(redis.dataDir, { recursive: true, withFileTypes: true });
    const commands = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => Bun.file(join(file.parentPath, file.name)).text()),
    );
    expect(commands.join('')).toContain('bull');
    expectNoTrace([...lines, ...commands], named);
  });
});

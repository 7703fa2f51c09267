import { expect, setDefaultTimeout, test } from 'bun:test';
import { buildGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';
import { untruths } from './archive-rows.ts';

setDefaultTimeout(120_000);

const THREE_DAYS_MS = 3 * 24 * 60 * 60 * 1000;

test('one forbidden, one vanishing and one failing channel: partial, all named, the rest complete', async () => {
  const guild = buildGuild({
    seed: 31,
    messages: 6_000,
    threads: 20,
    endMs: Date.now() - THREE_DAYS_MS,
  });
  const named = (name: string) => {
    const found = [...guild.channels.values()].find((channel) => channel.name === name);
    if (found === undefined) throw new Error(`The guild has no channel ${name}.`);
    return found.id;
  };
  const troubled = {
    forbidden: named('exactly-99'),
    vanishing: named('exactly-1001'),
    failing: named('exactly-100'),
  };
  await using simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    beforeAnswer({ path, query }) {
      const isSecondPage = query.after !== undefined && query.after !== '0';
      if (path === `/channels/${troubled.vanishing}/messages` && isSecondPage) {
        guild.removeChannel(troubled.vanishing);
      }
    },
  });
  for (const [kind, answer] of [
    ['forbidden', 'forbidden'],
    ['failing', 500],
  ] as const) {
    const path = new RegExp(`^/channels/${troubled[kind]}/messages`);
    simulator.fail({ path, times: Number.POSITIVE_INFINITY, answer });
  }
  await using database = await openEmptyTestDatabase();
  const service = await RunningService.start(
    'start',
    serviceEnvironment({ DATABASE_URL: database.url, DISCORD_API_URL: simulator.url }),
  );
  const api = new ApiClient(await service.apiUrl());
  const slug = await api.register(guild.name, guild.id);
  const run = await api.idle(slug);
  expect(run.status).toBe('partial');
  for (const name of ['exactly-99', 'exactly-1001', 'exactly-100']) {
    expect(run.error?.message).toContain(name);
  }
  expect(run.channels.failed).toBe(3);

  await using sql = new SQL(database.url);
  expect(await untruths(sql, slug, guild, Object.values(troubled))).toEqual({});
  // What was read before it vanished stays.
  const [{ kept }] = await sql`
    select count(*)::int as kept from messages where channel_id = ${troubled.vanishing}`;
  expect(kept).toBeGreaterThanOrEqual(100);
  const errors = await sql`select distinct channel_id, code from sync_errors order by code`;
  expect(errors.map(({ code }: { code: string }) => code)).toEqual([
    'forbidden',
    'gone',
    'unavailable',
  ]);
  expect(await service.stop()).toBe(0);
});

import { expect, setDefaultTimeout, test } from 'bun:test';
import { buildGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { annals } from '../command-line.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(120_000);

test('an archive is gone on with by the key alone that it was begun with', async () => {
  const guild = buildGuild({ seed: 14, messages: 200, threads: 2, endMs: Date.now() });
  await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  await using database = await openEmptyTestDatabase();
  const begun = serviceEnvironment({ DATABASE_URL: database.url, DISCORD_API_URL: simulator.url });
  const withKey = { ...begun, ID_HASH_KEY: 'a key that comes too late' };

  // Whoever has only looked around may still choose.
  const early = await RunningService.start('worker', withKey);
  expect(await early.stop()).toBe(0);
  const service = await RunningService.start('start', begun);
  const api = new ApiClient(await service.apiUrl());
  const slug = await api.register('Keyed', guild.id);
  expect(await api.idle(slug)).toMatchObject({ status: 'succeeded' });
  expect(await service.stop()).toBe(0);

  const late = new RunningService('worker', withKey);
  expect(await late.ended()).toBe(2);
  expect(late.log).toContain('  - ID_HASH_KEY ');
  expect(late.log).not.toContain(withKey.ID_HASH_KEY);
  const byHand = await annals(['sync', slug, '--json'], withKey);
  expect({ ...byHand, errors: JSON.parse(byHand.errors) }).toMatchObject({
    ...{ code: 2, output: '', errors: { error: { code: 'wrong_environment' } } },
  });
  const { service: found } = JSON.parse((await annals(['doctor', '--json'], withKey)).output);
  expect(found).toContainEqual(expect.objectContaining({ code: 'hash_key_changed' }));
  expect((await annals(['doctor'], begun)).output).not.toContain('hash_key_changed');
  // Nothing was queued that waits for a worker.
  expect(JSON.parse((await annals(['runs', slug, '--json'], begun)).output)).toHaveLength(1);
  expect(await annals(['sync', slug], begun)).toMatchObject({ code: 0 });

  expect(await annals(['tenants', 'remove', slug, '--yes'], begun)).toMatchObject({ code: 0 });
  const anew = await RunningService.start('worker', withKey);
  expect(await anew.stop()).toBe(0);
});

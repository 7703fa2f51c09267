import { expect, test } from 'bun:test';
import { RunningApi, TENANT_KEY } from '../testing/running-api.ts';
import { tokenSetting } from '../testing/samples.ts';

test('every key reads which platforms are loaded', async () => {
  await using api = await RunningApi.start();
  for (const call of [{}, { key: TENANT_KEY }]) {
    expect(await api.json('GET', '/api/platforms', call)).toEqual({
      items: [
        { name: 'discord', platformIdHint: 'Copy it from the server.', missingSetting: null },
      ],
    });
  }
  expect((await api.problem('GET', '/api/platforms', { key: null })).code).toBe('unauthenticated');
});

test('what a platform lacks is told by its variable, and nothing else of the setting', async () => {
  await using api = await RunningApi.start({
    platforms: {
      names: () => ['discord'],
      platformIdHint: () => null,
      missingSetting: () => tokenSetting,
    },
  });
  const { variable, description } = tokenSetting;
  expect(await api.json('GET', '/api/platforms')).toEqual({
    items: [{ name: 'discord', platformIdHint: null, missingSetting: { variable, description } }],
  });
});

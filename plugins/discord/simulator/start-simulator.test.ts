import { describe, expect, test } from 'bun:test';
import { REST } from '@discordjs/rest';
import type { SimulatedRequest } from './request-record.ts';
import { newScene, PAGES } from './test-scene.ts';

describe('before an answer', () => {
  test('the guild can change', async () => {
    const seen: SimulatedRequest[] = [];
    const scene = await newScene({
      beforeAnswer(request) {
        seen.push(request);
        scene.guild.removeChannel(scene.channel);
      },
    });
    await using _ = scene;
    expect(await scene.client.refusal(`${scene.pages}?limit=5&after=0`)).toBe('404/10003');
    const query = { limit: '5', after: '0' };
    expect(seen).toEqual([{ method: 'GET', path: scene.pages, template: PAGES, query }]);
  });

  test('the answer can be held while others pass', async () => {
    const gate = Promise.withResolvers<void>();
    await using scene = await newScene({
      beforeAnswer: ({ template }) => (template === PAGES ? gate.promise : undefined),
    });
    const held = scene.client.ids(scene.pages);
    expect((await scene.client.get('/users/@me')).status).toBe(200);
    const late = scene.guild.post(scene.channel, { authorId: scene.guild.ownerId });
    expect(scene.simulator.requests.count(PAGES)).toBe(0);
    gate.resolve();
    expect(await held).toEqual([late, scene.message]);
  });

  test('what the test itself throws comes out when the simulator stops', async () => {
    const scene = await newScene({
      beforeAnswer() {
        throw new Error('from the test');
      },
    });
    await expect(scene.client.fetch(scene.pages)).rejects.toThrow();
    await expect(Promise.resolve(scene[Symbol.asyncDispose]())).rejects.toThrow('from the test');
  });
});

test('the record counts by template and forgets on demand', async () => {
  await using scene = await newScene();
  const { requests } = scene.simulator;
  await scene.client.get(`${scene.pages}?limit=5`);
  await scene.client.get('/users/@me');
  await scene.client.get('/channels/1/messages');
  expect([requests.total, requests.count(PAGES)]).toEqual([3, 2]);
  expect(requests.of(PAGES)).toMatchObject([
    { path: scene.pages, query: { limit: '5' }, status: 200 },
    { path: '/channels/1/messages', query: {}, status: 404 },
  ]);
  requests.reset();
  expect(requests.total).toBe(0);
});

describe('the usual client', () => {
  const restOf = ({ simulator }: { simulator: { url: string } }) =>
    new REST({ api: simulator.url, retries: 1 }).setToken('the-token');

  test('reads through, and comes back after a limit', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'rateLimited', times: 1, retryAfterMs: 10 });
    scene.simulator.fail({ answer: 502, times: 1 });
    const rest = restOf(scene);
    expect(await rest.get(`/channels/${scene.channel}/messages`)).toMatchObject([
      { id: scene.message },
    ]);
    expect(scene.simulator.requests.of(PAGES).map(({ status }) => status)).toEqual([429, 502, 200]);
  });

  test('waits by itself once it knows a bucket', async () => {
    await using scene = await newScene(limits);
    const rest = restOf(scene);
    const page = () => rest.get(`/channels/${scene.channel}/messages`);
    await Promise.all([page(), page(), page(), page(), page()]);
    const statuses = scene.simulator.requests.of(PAGES).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429).length).toBeLessThanOrEqual(1);
  });
});

const limits = { rateLimits: { messagesPerChannel: { limit: 2, windowMs: 30 } } };

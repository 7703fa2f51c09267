import { describe, expect, test } from 'bun:test';
import type { FaultAnswer } from './faults.ts';
import { newScene, PAGES } from './test-scene.ts';

describe('a fault says', () => {
  const inJson: [FaultAnswer, number, unknown][] = [
    ['unauthorized', 401, { code: 0, message: '401: Unauthorized' }],
    ['forbidden', 403, { code: 50001, message: 'Missing Access' }],
    ['missingPermission', 403, { code: 50013, message: 'Missing Permissions' }],
    ['gone', 404, { code: 10003, message: 'Unknown Channel' }],
    ['goneMessage', 404, { code: 10008, message: 'Unknown Message' }],
    ['unknownEmoji', 400, { code: 10014, message: 'Unknown Emoji' }],
    ['emptyList', 200, []],
    ['nullList', 200, null],
    ['rateLimited', 429, { retry_after: 1, global: false }],
    ['rateLimitedShared', 429, { retry_after: 1, global: false }],
    ['rateLimitedGlobally', 429, { retry_after: 1, global: true }],
    ['cloudflareJson', 429, { code: 0 }],
  ];
  test.each(inJson)('%s: %i', async (answer, status, body) => {
    await using scene = await newScene();
    scene.simulator.fail({ answer, times: 1 });
    const reply = await scene.client.get(scene.pages);
    expect(reply.status).toBe(status);
    if (typeof body === 'object' && body !== null) expect(reply.body).toMatchObject(body);
    else expect(reply.body).toBe(body);
  });

  const inHtml: [FaultAnswer, number][] = [
    ['serverError', 500],
    [500, 500],
    [502, 502],
    [503, 503],
    [504, 504],
    ['notJson', 200],
    ['cloudflare', 429],
  ];
  test.each(inHtml)('%s: %i, as HTML', async (answer, status) => {
    await using scene = await newScene();
    scene.simulator.fail({ answer, times: 1 });
    const response = await scene.client.fetch(scene.pages);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toStartWith('text/html');
    expect(await response.text()).toStartWith('<!DOCTYPE html>');
  });

  test('which rows a list has, and leaves out the rest', async () => {
    await using scene = await newScene();
    const rowsOf = async (answer: FaultAnswer) => {
      scene.simulator.fail({ answer, times: 1 });
      return (await scene.client.get(scene.pages)).body as unknown[];
    };
    const whole = (await scene.client.get(scene.pages)).body as unknown[];
    expect(await rowsOf('emptiedList')).toEqual([]);
    expect(await rowsOf('halvedList')).toEqual(whole.slice(0, Math.floor(whole.length / 2)));
    scene.simulator.fail({ answer: 'emptiedList', times: 1 });
    const { body } = await scene.client.get(`/guilds/${scene.guild.id}/threads/active`);
    expect(body).toEqual({ threads: [], members: [] });
  });

  test('that it is overloaded, as text', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'overloaded', times: 1 });
    const response = await scene.client.fetch(scene.pages);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('text/plain');
  });

  test('JSON that answers no question', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'otherShape', times: 1 });
    expect((await scene.client.get(scene.pages)).body).toHaveProperty('regions');
  });

  test('gone, of a guild, when the path begins with one', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'gone', times: 1 });
    expect(await scene.client.refusal(`/guilds/${scene.guild.id}/channels`)).toBe('404/10004');
  });

  test('when to come back, and for which scope', async () => {
    await using scene = await newScene();
    const headersOf = async (answer: FaultAnswer) => {
      scene.simulator.fail({ answer, times: 1, retryAfterMs: 250 });
      const { headers } = await scene.client.fetch(scene.pages);
      const names = ['remaining', 'reset-after', 'scope', 'global'];
      return [
        ...names.map((name) => headers.get(`x-ratelimit-${name}`)),
        headers.get('retry-after'),
      ];
    };
    expect(await headersOf('rateLimited')).toEqual(['0', '0.250', 'user', null, '0.25']);
    expect(await headersOf('rateLimitedShared')).toEqual(['4', '0.250', 'shared', null, '0.25']);
    expect(await headersOf('rateLimitedGlobally')).toEqual([null, null, 'global', 'true', '0.25']);
    expect(await headersOf('cloudflare')).toEqual([null, null, null, null, null]);
    expect(await headersOf('cloudflareJson')).toEqual([null, null, null, null, null]);
  });
});

describe('a connection', () => {
  test('can be closed without an answer', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'dropped', times: 1 });
    await expect(scene.client.fetch(scene.pages)).rejects.toThrow();
    expect(scene.simulator.requests.of(PAGES)[0]?.status).toBeNull();
    expect(await scene.client.ids(scene.pages)).toEqual([scene.message]);
  });

  test('can be closed in the middle of the body', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'cutBody', times: 1 });
    const response = await scene.client.fetch(scene.pages);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(await scene.client.ids(scene.pages)).toEqual([scene.message]);
  });

  test('can be reset', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'reset', times: 1 });
    await expect(scene.client.fetch(scene.pages)).rejects.toThrow();
    expect(scene.simulator.requests.of(PAGES)[0]?.status).toBeNull();
    expect(await scene.client.ids(scene.pages)).toEqual([scene.message]);
  });

  test('is refused while the server is down, and comes back at the same address', async () => {
    await using scene = await newScene();
    await scene.simulator.goDown();
    await expect(scene.client.fetch(scene.pages)).rejects.toThrow();
    await scene.simulator.comeBack();
    expect(await scene.client.ids(scene.pages)).toEqual([scene.message]);
  });

  test('can fall silent in the middle of the body, until the client goes', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'stalledBody', times: 1 });
    const patience = new AbortController();
    const response = await scene.client.fetch(scene.pages, { signal: patience.signal });
    const length = Number(response.headers.get('content-length'));
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(value?.byteLength).toBe(Math.floor(length / 2));
    patience.abort();
    expect(await scene.client.ids(scene.pages)).toEqual([scene.message]);
  });

  test('that is silent ends with the simulator', async () => {
    const scene = await newScene();
    scene.simulator.fail({ answer: 'stalledBody', times: 1 });
    const response = await scene.client.fetch(scene.pages);
    const text = response.text().catch(() => 'closed');
    await scene[Symbol.asyncDispose]();
    expect(await text).toBe('closed');
  });
});

describe('a page', () => {
  async function sceneOfFive() {
    const scene = await newScene();
    const { guild, channel } = scene;
    for (let count = 0; count < 4; count += 1) {
      guild.post(channel, { authorId: guild.ownerId, content: 'more' });
    }
    return { ...scene, ids: await scene.client.ids(scene.pages) };
  }

  test('can be cut and still come whole', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'cutJson', times: 1 });
    const response = await scene.client.fetch(scene.pages);
    expect(response.status).toBe(200);
    expect(await response.text()).toStartWith('[{"');
    expect(await scene.client.ids(scene.pages)).toEqual([scene.message]);
  });

  test('can be out of order', async () => {
    await using scene = await sceneOfFive();
    const { ids, client, simulator, pages } = scene;
    simulator.fail({ answer: 'shuffledPage', times: 1 });
    const shuffled = await client.ids(pages);
    expect(shuffled).not.toEqual(ids);
    expect(shuffled).not.toEqual(ids.toReversed());
    expect(shuffled.toSorted()).toEqual(ids.toSorted());
  });

  test('can be the one before, whatever was asked for', async () => {
    await using scene = await sceneOfFive();
    const { ids, client, simulator, pages } = scene;
    const [newest] = await client.ids(`${pages}?limit=1`);
    simulator.fail({ answer: 'repeatedPage', times: 2 });
    expect(await client.ids(`${pages}?limit=3`)).toEqual([newest ?? '']);
    expect(await client.ids(pages)).toEqual([newest ?? '']);
    expect(await client.ids(pages)).toEqual(ids);
  });

  test('can lack an author', async () => {
    await using scene = await sceneOfFive();
    scene.simulator.fail({ answer: 'noAuthor', times: 1 });
    const { body } = await scene.client.get(scene.pages);
    const authors = (body as { author?: object }[]).map(({ author }) => author !== undefined);
    expect(authors).toEqual([true, true, false, true, true]);
    expect(await scene.client.ids(scene.pages)).toEqual(scene.ids);
  });
});

describe('a fault hits', () => {
  test('as often as told, after as many as told', async () => {
    await using scene = await newScene();
    const hits = scene.simulator.fail({ answer: 503, times: 2, skip: 1 });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push((await scene.client.fetch(scene.pages)).status);
    }
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(hits()).toBe(2);
  });

  test('for ever, until the faults are cleared', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'forbidden', times: Infinity });
    for (let count = 0; count < 20; count += 1) {
      expect(await scene.client.refusal(scene.pages)).toBe('403/50001');
    }
    scene.simulator.clearFaults();
    expect(await scene.client.ids(scene.pages)).toEqual([scene.message]);
  });

  test('only its template, its channel, its paths', async () => {
    await using scene = await newScene();
    const { guild, client, simulator, channel, message, pages } = scene;
    const other = guild.addChannel({ name: 'other' });
    const hits = async () => [
      (await client.fetch(pages)).status,
      (await client.fetch(`${pages}/${message}`)).status,
      (await client.fetch(`/channels/${other}/messages`)).status,
    ];
    simulator.fail({ answer: 500, times: Infinity, template: PAGES });
    expect(await hits()).toEqual([500, 200, 500]);
    simulator.clearFaults();
    simulator.fail({ answer: 500, times: Infinity, channelId: channel });
    expect(await hits()).toEqual([500, 500, 200]);
    simulator.clearFaults();
    simulator.fail({ answer: 500, times: Infinity, path: /messages\/\d+$/ });
    expect(await hits()).toEqual([200, 500, 200]);
  });

  test('one after the other when several match', async () => {
    await using scene = await newScene();
    scene.simulator.fail({ answer: 'forbidden', times: 1 });
    scene.simulator.fail({ answer: 'gone', times: 1 });
    expect(await scene.client.refusal(scene.pages)).toBe('403/50001');
    expect(await scene.client.refusal(scene.pages)).toBe('404/10003');
    expect((await scene.client.get(scene.pages)).status).toBe(200);
  });
});

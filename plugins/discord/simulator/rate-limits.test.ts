import { describe, expect, test } from 'bun:test';
import { SimulatedGuild } from './guild.ts';
import type { RateLimits } from './rate-limits.ts';
import { TestClient } from './test-client.ts';

const T = 1_700_000_000_000;

async function newScene(rateLimits: RateLimits) {
  const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
  const [first, second] = [guild.addChannel({ name: 'a' }), guild.addChannel({ name: 'b' })];
  const clock = { now: T };
  const client = await TestClient.of(guild, { rateLimits, now: () => clock.now });
  const status = async (path: string) => (await client.get(path)).status;
  return {
    guild,
    client,
    clock,
    status,
    pages: [`/channels/${first}/messages`, `/channels/${second}/messages`] as const,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

const limitHeaders = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => /ratelimit|retry/.test(name)));

test('the headers are there without any limit, and never forbid the next request', async () => {
  await using scene = await newScene({});
  for (let count = 0; count < 3; count += 1) {
    const { headers } = await scene.client.get('/users/@me');
    expect(limitHeaders(headers)).toEqual({
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '999',
      'x-ratelimit-reset': '1700000001.000',
      'x-ratelimit-reset-after': '1.000',
      'x-ratelimit-bucket': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  }
});

test('they come with refusals of a route as well', async () => {
  await using scene = await newScene({});
  const { headers } = await scene.client.get('/channels/1');
  expect(headers.has('x-ratelimit-bucket')).toBe(true);
});

describe('the pages of a channel', () => {
  test('are limited in fixed windows, each channel for itself', async () => {
    await using scene = await newScene({ messagesPerChannel: { limit: 2, windowMs: 5000 } });
    const { client, clock, status, pages } = scene;
    const [first, second] = pages;
    expect(limitHeaders((await client.get(first)).headers)).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset-after': '5.000',
    });
    clock.now += 1500;
    expect(limitHeaders((await client.get(first)).headers)).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1700000005.000',
      'x-ratelimit-reset-after': '3.500',
    });
    const refused = await client.get(first);
    expect(refused).toMatchObject({
      status: 429,
      body: { message: 'You are being rate limited.', retry_after: 3.5, global: false },
    });
    expect(limitHeaders(refused.headers)).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-scope': 'user',
      'retry-after': '4',
    });
    expect(await status(second)).toBe(200);
    expect(await status('/users/@me')).toBe(200);
    clock.now += 3500;
    expect(await status(first)).toBe(200);
  });

  test('share a bucket name, and no other route has it', async () => {
    await using scene = await newScene({});
    const bucket = async (path: string) =>
      (await scene.client.get(path)).headers.get('x-ratelimit-bucket');
    const [first, second] = scene.pages;
    expect(await bucket(first)).toBe(await bucket(second));
    expect(await bucket(first)).not.toBe(await bucket(`/guilds/${scene.guild.id}/channels`));
  });
});

test('other routes are limited by bucket; the two archives share one', async () => {
  await using scene = await newScene({ routes: { limit: 1, windowMs: 1000 } });
  const { status, pages, guild } = scene;
  const [channel, other] = pages.map((path) => path.replace('/messages', ''));
  guild.botPermissions = 1n << 34n;
  expect(await status(`${channel}/threads/archived/public`)).toBe(200);
  expect(await status(`${channel}/threads/archived/private`)).toBe(429);
  expect(await status(`${other}/threads/archived/private`)).toBe(200);
  expect(await status(`${channel}`)).toBe(200);
  expect(await status(`${channel}/messages`)).toBe(200);
  expect(await status(`${channel}/messages`)).toBe(200);
});

test('all requests together are limited by the second', async () => {
  await using scene = await newScene({
    globalPerSecond: 2,
    messagesPerChannel: { limit: 1, windowMs: 100 },
  });
  const { client, clock, status, pages } = scene;
  expect(await status(pages[0])).toBe(200);
  // Refused by its bucket, so not counted among those that the bot made.
  expect(await status(pages[0])).toBe(429);
  expect(await status(pages[1])).toBe(200);
  clock.now += 250;
  const refused = await client.get('/users/@me');
  expect(refused).toMatchObject({ status: 429, body: { retry_after: 0.75, global: true } });
  expect(limitHeaders(refused.headers)).toEqual({
    'x-ratelimit-global': 'true',
    'x-ratelimit-scope': 'global',
    'retry-after': '1',
  });
  clock.now += 750;
  expect(await status('/users/@me')).toBe(200);
});

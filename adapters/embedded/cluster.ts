import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Places } from './server-account.ts';
import { runProgram } from './server-process.ts';

const DATABASE = 'annals';
const USER = 'annals';

/** A data folder that is ready to be served. */
export interface Cluster {
  readonly folder: string;
  readonly password: string;
}

/**
 * The cluster under `home`, made at the first start. It is made under another name and renamed
 * when it is whole, so that an interrupted first start leaves nothing that looks like one.
 */
export async function openCluster(places: Places): Promise<Cluster> {
  const folder = join(places.home, 'cluster');
  const passwordFile = join(places.home, 'password');
  if (!existsSync(folder)) await makeCluster(places, folder, passwordFile);
  return { folder, password: (await readFile(passwordFile, 'utf8')).trim() };
}

async function makeCluster(places: Places, folder: string, passwordFile: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (places.account !== null) {
    await chown(passwordFile, places.account.uid, places.account.gid);
  }
  mustSucceed(
    runProgram(places, 'initdb', [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ]),
  );
  // Single-user mode: no server, no port and no client needed for this one statement.
  const statement = `create database ${DATABASE} owner ${USER};\n`;
  mustSucceed(
    runProgram(places, 'postgres', ['--single', '-D', unfinished, 'template1'], statement),
  );
  await rename(unfinished, folder);
}

function mustSucceed(result: ReturnType<typeof runProgram>): void {
  if (result.status === 0) return;
  const reason = result.output.split('\n').at(-1) ?? '';
  throw new EmbeddedPostgresError(
    'initdb_failed',
    `The built-in PostgreSQL could not make its data folder: ${reason} Check the space and the rights of DATA_DIR, or set DATABASE_URL.`,
  );
}

export function clusterUrl(cluster: Cluster, port: number): string {
  return `postgres://${USER}:${cluster.password}@127.0.0.1:${port}/${DATABASE}`;
}

import { afterEach, setDefaultTimeout } from 'bun:test';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { type RunningPostgres, startEmbeddedPostgres } from '../start-embedded-postgres.ts';
import {
  type AnnalsProcess,
  type AnnalsProcessOptions,
  startAnnalsProcess,
} from './annals-process.ts';
import { noLog } from './no-log.ts';

/** Servers and folders for one test; what is left of them goes when it ends. */
export interface TestServers {
  readonly newDataDir: () => Promise<string>;
  /** In this process. */
  readonly start: (dataDir: string) => Promise<RunningPostgres>;
  /** In a process of its own. */
  readonly hold: (dataDir: string, options?: AnnalsProcessOptions) => Promise<AnnalsProcess>;
}

/** To be called once in a test file: it registers the cleaning up there, and lets servers take their time. */
export function testServers(): TestServers {
  setDefaultTimeout(60_000);
  let opened = new AsyncDisposableStack();
  afterEach(async () => {
    const left = opened;
    opened = new AsyncDisposableStack();
    await left.disposeAsync();
  });
  return {
    newDataDir: async () => {
      const dataDir = await newFolder();
      opened.defer(() => removeFolder(dataDir));
      return dataDir;
    },
    start: async (dataDir) => {
      return opened.use(await startEmbeddedPostgres({ dataDir, log: noLog }));
    },
    hold: async (dataDir, options) => {
      const annals = await startAnnalsProcess(dataDir, options);
      // Killed, it would leave its server behind.
      opened.defer(async () => {
        await annals.stop();
      });
      return annals;
    },
  };
}

export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'annals-embedded-'));
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

/** The first value of the first row. */
export async function ask<T>(url: string, statement: string): Promise<T | undefined> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [row] = await sql.unsafe(statement);
    return Object.values(row ?? {})[0] as T;
  } finally {
    await sql.end();
  }
}

/** Whether the server of that url is no longer there. */
export async function isDown(url: string): Promise<boolean> {
  const fault = await ask(url, 'select 1').catch((error: NodeJS.ErrnoException) => error.code);
  return fault === 'ECONNREFUSED';
}

export async function serverPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(postmasterPath(dataDir), 'utf8'), 10);
}

export function postmasterPath(dataDir: string): string {
  return join(dataDir, 'postgres/cluster/postmaster.pid');
}

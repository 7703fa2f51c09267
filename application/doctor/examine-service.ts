import { type Finding, finding } from '@annals/domain';
import type { QueueAdmin } from '../ports/queue-admin.ts';

/** The installation's servers, looked at without changing anything. */
export interface ServiceProbes {
  /** Whether the database takes no writes. Rejects when it does not answer. */
  isDatabaseReadOnly(): Promise<boolean>;
  /**
   * Whether its disk takes as much as a batch; what is written to see that is taken back. Rejects when
   * it does not answer.
   */
  hasDatabaseRoom(): Promise<boolean>;
  /** Names of what the database still lacks. Rejects when it does not answer. */
  pendingMigrations(): Promise<readonly string[]>;
  /** Names of what a newer version did to the database. Rejects when it does not answer. */
  unknownMigrations(): Promise<readonly string[]>;
  /**
   * Whether this process hashes people otherwise than those are who are stored already. Rejects when
   * the database does not answer, or has the tables of another version.
   */
  isHashKeyChanged(): Promise<boolean>;
  /** Rejects when the queue does not answer, or takes no jobs, within two seconds. */
  pingQueue(): Promise<void>;
  /** Rejects when the queue does not answer. */
  queueStanding(): Promise<{
    readonly isPaused: boolean;
    readonly workers: Awaited<ReturnType<QueueAdmin['workersSeen']>>;
  }>;
  /** The settings that name the servers, for people. */
  readonly settings: { readonly database: string; readonly queue: string };
}

/** What is wrong with the installation itself, whichever communities it serves. */
export async function examineService(probes: ServiceProbes): Promise<Finding[]> {
  const [database, queue] = await Promise.all([examineDatabase(probes), examineQueue(probes)]);
  return [...database, ...queue];
}

async function examineDatabase(probes: ServiceProbes): Promise<Finding[]> {
  const where = { kind: 'service', name: 'database', id: null } as const;
  try {
    const isReadOnly = await probes.isDatabaseReadOnly();
    const readOnly = finding('database_read_only', {
      where,
      message:
        'The database takes no writes: it is a replica, or protected, from a full disk perhaps.',
      remedy: `Free space on its disk, or name the primary in ${probes.settings.database}.`,
    });
    const hasRoom = isReadOnly || (await probes.hasDatabaseRoom());
    const full = finding('database_full', {
      where,
      message: 'The disk of the database is full: nothing more can be stored.',
      remedy: 'Give it room: what waits then goes on by itself, where it stopped.',
    });
    const pending = await probes.pendingMigrations();
    const notMigrated = finding('database_not_migrated', {
      where,
      message: `The database lacks ${pending.join(', ')}.`,
      remedy: 'Run `bun run migrate`, or start the service: every start does so too.',
    });
    const unknown = await probes.unknownMigrations();
    const newer = finding('database_newer', {
      where,
      message: `The database was migrated by a newer version of Annals (${unknown.join(', ')}).`,
      remedy: 'Start that version, or one after it: this one does not start on that database.',
    });
    return [
      ...(isReadOnly ? [readOnly] : []),
      ...(hasRoom ? [] : [full]),
      ...(pending.length > 0 ? [notMigrated] : []),
      ...(unknown.length > 0 ? [newer] : []),
      ...(pending.length + unknown.length === 0 ? await examineHashKey(probes) : []),
    ];
  } catch {
    // What the driver says may hold the address and the user: the sentence is fixed.
    return [
      finding('database_unreachable', {
        where,
        message: 'The database does not answer.',
        remedy: `Check that PostgreSQL runs, and the address, the database’s name, the user and the password in ${probes.settings.database}.`,
      }),
    ];
  }
}

async function examineHashKey(probes: ServiceProbes): Promise<Finding[]> {
  if (!(await probes.isHashKeyChanged())) return [];
  return [
    finding('hash_key_changed', {
      where: { kind: 'setting', name: 'ID_HASH_KEY', id: null },
      message: 'ID_HASH_KEY is not what it was when this archive was begun: no worker starts so.',
      remedy: 'Put it back as it was then, set or not.',
    }),
  ];
}

async function examineQueue(probes: ServiceProbes): Promise<Finding[]> {
  const where = { kind: 'service', name: 'queue', id: null } as const;
  try {
    await probes.pingQueue();
    const { isPaused, workers } = await probes.queueStanding();
    const paused = finding('queue_paused', {
      where,
      message: 'The queue is paused: syncs wait in it.',
      remedy: 'Resume it with `POST /api/admin/queue/resume`.',
    });
    const missing = finding('worker_missing', {
      where: { ...where, name: 'worker' },
      message: 'No worker is connected to the queue: syncs wait in it.',
      remedy: 'Start one with `bun run worker`, or everything with `bun start`.',
    });
    return [...(isPaused ? [paused] : []), ...(workers === 0 ? [missing] : [])];
  } catch {
    return [
      finding('queue_unreachable', {
        where,
        message: 'The server that carries the queue does not answer, or takes nothing.',
        remedy: `Check that it runs, has memory left and is no replica, and the address and password in ${probes.settings.queue}.`,
      }),
    ];
  }
}

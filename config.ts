import { resolve } from 'node:path';
import type { PlatformPlugin } from '@annals/application';
import type { LogLevel } from '@annals/observability';
import { faultOfCronPattern } from '@annals/scheduler';
import { z } from 'zod';
import { databaseUrl } from './config/database-url.ts';
import { type Environment, EnvironmentReader } from './config/environment-reader.ts';
import { optional, url, variable, wholeNumber, yesOrNo } from './config/environment-variable.ts';

/** Everything the environment decides, read once at start. Times and sizes carry their unit. */
export interface Config {
  /** Null: the built-in PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: the queue lives in PostgreSQL. */
  readonly redisUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Null: a process without an API listens nowhere. */
  readonly probePort: number | null;
  /** Null: a first admin key is made and shown once. */
  readonly adminApiKey: string | null;
  /** Absolute path. */
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** A cron pattern, in UTC. */
  readonly syncSchedule: string;
  /** Messages a transaction. */
  readonly syncBatchSize: number;
  readonly syncChannelConcurrency: number;
  readonly syncLookbackHours: number;
  readonly syncReactionUsers: boolean;
  readonly syncOnRateLimit: 'exit' | 'wait';
  readonly workerConcurrency: number;
  /** Null: plain SHA-256. */
  readonly idHashKey: string | null;
  /** What each plugin's own variables say, by plugin name and variable. */
  readonly pluginSettings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What can be wrong with the environment: all of it, at once. */
export class ConfigError extends Error {
  /** One sentence each. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** The process's own environment: read here and nowhere else. */
export function processEnvironment(): Environment {
  return process.env;
}

/** From now on no proxy of this process's environment is asked for what is on this machine. */
export function askThisMachineDirectly(): void {
  for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] = '127.0.0.1';
}

/** What keys are made of: a header carries it as it is. */
export const keySigns: RegExp = /^[\x21-\x7e]+$/;
const ODD_KEY = 'is longer than 512 characters, or has some beside A to Z, digits and signs';

/** Nothing of it may get lost: at the same host another Annals may answer. */
const serverUrl = url('http:', 'https:').pipe(
  z.string().refine((text) => {
    const { href, origin } = new URL(text);
    return href === `${origin}/`;
  }, 'is more than the address of a server: name it without path, query or user, as https://annals.example.org'),
);

const variables = {
  DATABASE_URL: variable(
    optional(databaseUrl),
    'a PostgreSQL of its own, under `DATA_DIR`',
    'The PostgreSQL that holds the archive.',
    'secret',
  ),
  REDIS_URL: variable(
    optional(url('redis:', 'rediss:')),
    'the queue lives in PostgreSQL',
    'The Redis that carries the queue.',
    'secret',
  ),
  HOST: variable(
    z.string().default('127.0.0.1'),
    '127.0.0.1',
    'The address of this machine that `PORT` and `PROBE_PORT` are on; 0.0.0.0 for all.',
  ),
  PORT: variable(
    wholeNumber(0, 65_535).default(3000),
    '3000',
    'The port the API listens on; 0 takes any.',
  ),
  PROBE_PORT: variable(
    optional(wholeNumber(0, 65_535)),
    'they listen nowhere',
    'The port on which a worker or scheduler by itself serves `/livez`, `/readyz` and `/metrics`.',
  ),
  ADMIN_API_KEY: variable(
    optional(
      z
        .string()
        .min(16, 'is shorter than 16 characters')
        .max(512, ODD_KEY)
        .regex(keySigns, ODD_KEY),
    ),
    'one is made at the first start and shown once',
    'The key that reaches every tenant.',
    'secret',
  ),
  DATA_DIR: variable(
    z.string().default('./data'),
    './data',
    'The folder of the built-in PostgreSQL.',
  ),
  LOG_LEVEL: variable(
    z.enum(['debug', 'info', 'warn', 'error'], 'is not debug, info, warn or error').default('info'),
    'info',
    'The least serious events that are logged: debug, info, warn or error.',
  ),
  SYNC_SCHEDULE: variable(
    z
      .string()
      .default('0 * * * *')
      .superRefine((pattern, context) => {
        const message = faultOfCronPattern(pattern);
        if (message !== null) context.addIssue({ code: 'custom', message });
      }),
    '0 * * * *',
    'When every active tenant is synced: a cron pattern, in UTC.',
  ),
  SYNC_BATCH_SIZE: variable(
    wholeNumber(1, 5_000).default(5000),
    '5000',
    'Messages stored in one transaction at most; after a crash two such batches at most are read again.',
  ),
  SYNC_CHANNEL_CONCURRENCY: variable(
    wholeNumber(1, 50).default(1),
    '1',
    'Channels of a community read at the same time.',
  ),
  SYNC_LOOKBACK_HOURS: variable(
    wholeNumber(0, 8_760).default(24),
    '24',
    'Hours: younger messages are read again in every run, for their edits, deletions and reactions.',
  ),
  SYNC_REACTION_USERS: variable(
    yesOrNo.default(true),
    'true',
    'Whether to read who reacted, at one request or more per emoji on a message.',
  ),
  SYNC_ON_RATE_LIMIT: variable(
    z.enum(['exit', 'wait'], 'is not exit or wait').default('exit'),
    'exit',
    'After a rate-limit answer: `exit` ends the run and the next one goes on, `wait` waits it out.',
  ),
  WORKER_CONCURRENCY: variable(
    wholeNumber(1, 64).default(2),
    '2',
    'Runs (of different communities) that one worker works on at the same time.',
  ),
  ID_HASH_KEY: variable(
    optional(z.string().min(16, 'is shorter than 16 characters')),
    'plain SHA-256',
    'Makes user hashes HMAC-SHA-256 with this key. Set it before the first sync, keep it for ever.',
    'secret',
  ),
  PLATFORM_PLUGINS: variable(
    z
      .string()
      .default('discord')
      .refine((list) => !namesIn(list).includes(''), 'has an empty name in its list'),
    'discord',
    'The platforms to load, by name, with commas between them.',
  ),
  ANNALS_URL: variable(
    optional(serverUrl),
    'the command line works on this machine’s own installation',
    'The server that the command line asks.',
  ),
  ANNALS_KEY: variable(
    optional(z.string().min(1)),
    'none: must be set with `ANNALS_URL`',
    'The key that the command line shows to that server.',
    'secret',
  ),
};

/** A row of the README's table. */
export interface VariableDescription {
  readonly name: string;
  readonly defaultText: string;
  readonly description: string;
  readonly secret: boolean;
}

export function describeVariables(plugins: readonly PlatformPlugin[]): VariableDescription[] {
  const own = Object.entries(variables).map(([name, { defaultText, description, secret }]) => ({
    name,
    defaultText,
    description,
    secret,
  }));
  const settings = plugins.flatMap((plugin) => plugin.settings);
  const plugged = settings.map(({ variable: name, defaultText, description, secret }) => ({
    name,
    defaultText: defaultText ?? '',
    description,
    secret,
  }));
  return [...plugged, ...own];
}

/**
 * The names in `PLATFORM_PLUGINS`, read first, since each plugin adds variables of its own; of a list
 * with an empty name, of which `readConfig` tells, the others.
 */
export function readPluginNames(environment: Environment): readonly string[] {
  const given = environment.PLATFORM_PLUGINS ?? '';
  const reader = new EnvironmentReader(environment);
  const list = reader.read('PLATFORM_PLUGINS', variables.PLATFORM_PLUGINS, given);
  return namesIn(list).filter((name) => name !== '');
}

function namesIn(list: string): string[] {
  return list.split(',').map((name) => name.trim());
}

/**
 * The configuration, and every fault of the environment in a sentence each; with any fault the
 * configuration is not to be used. `needsPlatforms`: whether this process will talk to the
 * platforms, and so wants their credentials.
 */
export function readConfig(
  environment: Environment,
  plugins: readonly PlatformPlugin[],
  { needsPlatforms }: { readonly needsPlatforms: boolean },
): { readonly config: Config; readonly faults: readonly string[] } {
  const reader = new EnvironmentReader(environment);
  const config: Config = {
    databaseUrl: reader.read('DATABASE_URL', variables.DATABASE_URL, null),
    redisUrl: reader.read('REDIS_URL', variables.REDIS_URL, null),
    host: reader.read('HOST', variables.HOST, ''),
    port: reader.read('PORT', variables.PORT, 0),
    probePort: reader.read('PROBE_PORT', variables.PROBE_PORT, null),
    adminApiKey: reader.read('ADMIN_API_KEY', variables.ADMIN_API_KEY, null),
    dataDir: resolve(reader.read('DATA_DIR', variables.DATA_DIR, '')),
    logLevel: reader.read('LOG_LEVEL', variables.LOG_LEVEL, 'info'),
    syncSchedule: reader.read('SYNC_SCHEDULE', variables.SYNC_SCHEDULE, ''),
    syncBatchSize: reader.read('SYNC_BATCH_SIZE', variables.SYNC_BATCH_SIZE, 1),
    syncChannelConcurrency: reader.read(
      'SYNC_CHANNEL_CONCURRENCY',
      variables.SYNC_CHANNEL_CONCURRENCY,
      1,
    ),
    syncLookbackHours: reader.read('SYNC_LOOKBACK_HOURS', variables.SYNC_LOOKBACK_HOURS, 0),
    syncReactionUsers: reader.read('SYNC_REACTION_USERS', variables.SYNC_REACTION_USERS, true),
    syncOnRateLimit: reader.read('SYNC_ON_RATE_LIMIT', variables.SYNC_ON_RATE_LIMIT, 'exit'),
    workerConcurrency: reader.read('WORKER_CONCURRENCY', variables.WORKER_CONCURRENCY, 1),
    idHashKey: reader.read('ID_HASH_KEY', variables.ID_HASH_KEY, null),
    pluginSettings: Object.fromEntries(
      plugins.map(({ name, settings }) => [name, reader.plugin(settings, needsPlatforms)]),
    ),
  };
  reader.read('PLATFORM_PLUGINS', variables.PLATFORM_PLUGINS, '');
  return { config, faults: reader.faults };
}

/** The server that the command line asks, and how. */
export interface ServerAddress {
  /** Without a path. */
  readonly url: string;
  readonly key: string;
}

/**
 * What the environment says of that server, but for what is `given` already; null when none is
 * named. Throws `ConfigError`.
 */
export function readServerAddress(
  environment: Environment,
  given: { readonly url: string | null; readonly key: string | null },
): ServerAddress | null {
  const reader = new EnvironmentReader({
    ...environment,
    '--url': given.url ?? undefined,
    '--key': given.key ?? undefined,
  });
  const urlName = given.url === null ? 'ANNALS_URL' : '--url';
  const keyName = given.key === null ? 'ANNALS_KEY' : '--key';
  const address = reader.read(urlName, variables.ANNALS_URL, null);
  const key = address === null ? null : reader.read(keyName, variables.ANNALS_KEY, null);
  if (address !== null && key === null && reader.faults.length === 0) {
    reader.faults.push('ANNALS_KEY is not set: give the key for ANNALS_URL there, or with --key.');
  }
  // Else what was meant for a server would be done to this machine's own installation.
  if (given.url?.trim() === '') reader.faults.push('--url names no server.');
  else if (given.key !== null && address === null && reader.faults.length === 0) {
    reader.faults.push(
      '--key is for a server, and none is named: say which with --url or ANNALS_URL.',
    );
  }
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return address === null || key === null ? null : { url: new URL(address).origin, key };
}
